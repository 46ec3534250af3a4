/** Zones whose clocks change at midnight, by half an hour, in either half of the year, on odd offsets, or never. */
export const zones = [
  'UTC',
  'Europe/Prague',
  'America/New_York',
  'America/Havana',
  'Africa/Cairo',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
] as const;
