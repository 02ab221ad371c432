import { decode } from "blurhash";
import { crc32, deflateSync } from "node:zlib";

const wide = 8;
const high = 5;

/** A BlurHash as a picture of a few bytes, to be seen until the real one is there. */
export function placeholderOf(hash: string | null | undefined): string | undefined {
  if (!hash) return undefined;
  const pixels = decode(hash, wide, high);
  const rows = Array.from({ length: high }, (_, y) => [0, ...pixels.slice(y * wide * 4, (y + 1) * wide * 4)]);
  const head = new Uint8Array(13);
  new DataView(head.buffer).setUint32(0, wide);
  new DataView(head.buffer).setUint32(4, high);
  head.set([8, 6], 8); // 8 bits, red green blue alpha
  const png = [Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10), chunk("IHDR", head), chunk("IDAT", deflateSync(Uint8Array.from(rows.flat()))), chunk("IEND", new Uint8Array())];
  return `data:image/png;base64,${Buffer.concat(png).toString("base64")}`;
}

/** One chunk of a PNG: length, name, data, checksum. */
function chunk(name: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(new TextEncoder().encode(name), 4);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}
