/** Moves numbers into more room, which is given. */
export function grown<Numbers extends Int32Array | Uint16Array | Float64Array>(
  old: Numbers,
  room: Numbers,
): Numbers {
  room.set(old);
  return room;
}
