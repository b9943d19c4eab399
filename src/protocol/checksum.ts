/**
 * CRC-32 of a text's UTF-16 code units, the lower byte of each first. By it a page tells what it
 * has shown without sending it; the server's `checksum.py` counts the same.
 */
export function checksum(text: string): number {
  let crc = ~0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    crc = add(add(crc, unit & 0xff), unit >>> 8);
  }
  return ~crc >>> 0;
}

/**
 * What a byte does to the checksum; the polynomial is that of zlib, reversed.
 */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let entry = byte;
  for (let bit = 0; bit < 8; bit++) {
    entry = (entry >>> 1) ^ (entry & 1 ? 0xedb88320 : 0);
  }
  return entry;
});

function add(crc: number, byte: number): number {
  return (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
}
