/** A serial number as Vault writes it: `39:dd:2e…`. */
export function colonSerial(hex: string): string {
  const digits = hex.replace(/[^0-9a-f]/gi, '').toLowerCase();
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return even.match(/../g)?.join(':') ?? '';
}
