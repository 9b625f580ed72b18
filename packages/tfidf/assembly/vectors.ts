/**
 * Term ids of an article, kept so that its postings can be found again. Ids are ascending 32-bit hashes: from 48 of them
 * on, the low three bytes of each are written out and the high ones are counted in unary, a bit an id and a bit a value
 * of the high byte (Elias and Fano). That takes 3.1 bytes an id and 32 in all, instead of 4 an id.
 */
const PACKED_FROM: u32 = 48;

export function idsBytes(length: u32): usize {
  if (length < PACKED_FROM) return <usize>length * 4;
  return <usize>length * 3 + ((<usize>length + 256 + 7) >> 3);
}

export function packIds(to: usize, ids: usize, length: u32): void {
  if (length < PACKED_FROM) {
    memory.copy(to, ids, <usize>length * 4);
    return;
  }
  const bits = to + <usize>length * 3;
  memory.fill(bits, 0, (<usize>length + 256 + 7) >> 3);
  for (let place: u32 = 0; place < length; place++) {
    const id = load<u32>(ids + ((<usize>place) << 2));
    const low = to + <usize>place * 3;
    store<u16>(low, <u16>id);
    store<u8>(low, <u8>(id >> 16), 2);
    const bit = (id >> 24) + place;
    const byte = bits + (bit >> 3);
    store<u8>(byte, <u8>((<u32>load<u8>(byte)) | (1 << (bit & 7))));
  }
}

export function unpackIds(from: usize, ids: usize, length: u32): void {
  if (length < PACKED_FROM) {
    memory.copy(ids, from, <usize>length * 4);
    return;
  }
  const bits = from + <usize>length * 3;
  let bit: u32 = 0;
  for (let place: u32 = 0; place < length; place++) {
    while (!(load<u8>(bits + (bit >> 3)) & (1 << (bit & 7)))) bit++;
    const low = from + <usize>place * 3;
    const id = (<u32>load<u16>(low)) | ((<u32>load<u8>(low, 2)) << 16) | ((bit - place) << 24);
    store<u32>(ids + ((<usize>place) << 2), id);
    bit++;
  }
}
