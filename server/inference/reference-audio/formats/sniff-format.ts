import type { SourceFormat } from "./contract";

/** As much of a file's beginning as the decision can need: two frames of MPEG audio. */
export const sniffedBytes = 8_192;

/** The format of a file by its first bytes, after any ID3 tag; null for what is no audio that we read. */
export function sniffFormat(head: Buffer): SourceFormat | null {
  const tag = (at: number, length = 4) => head.toString("latin1", at, at + length);
  if (/^(RIFF|RF64|BW64)$/.test(tag(0)) && tag(8) === "WAVE") return "wav";
  if (tag(0) === "fLaC") return "flac";
  if (tag(0) === "OggS") return oggCodec(head);
  if (head.length >= 4 && head.readUInt32BE(0) === 0x1a45dfa3) return "webm";
  if (tag(4) === "ftyp") return "m4a";
  if (isFollowedByLike(head, mpegFrame)) return "mp3";
  if (isFollowedByLike(head, adtsFrame)) return "aac";
  return null;
}

/** Bytes of the ID3v2 tag that a file begins with; 0 for none. */
export function id3Bytes(head: Buffer): number {
  if (head.length < 10 || head.toString("latin1", 0, 3) !== "ID3") return 0;
  const size = [6, 7, 8, 9].reduce((sum, at) => (sum << 7) | ((head[at] ?? 0) & 0x7f), 0);
  const hasFooter = ((head[5] ?? 0) & 0x10) !== 0;
  return 10 + size + (hasFooter ? 10 : 0);
}

/** The codec of an Ogg stream, from the packet in its first page. */
function oggCodec(head: Buffer): SourceFormat | null {
  const packet = 27 + (head[26] ?? 0);
  const starts = (magic: string) => head.toString("latin1", packet, packet + magic.length) === magic;
  if (starts("OpusHead")) return "opus";
  if (starts("\x01vorbis")) return "vorbis";
  return starts("\x7fFLAC") ? "flac" : null;
}

interface Frame {
  bytes: number;
  /** Equal for all frames of one stream. */
  kind: string;
}

/** The bits that mark a frame occur in any file: only another frame of the kind, right where this one ends, proves it. */
function isFollowedByLike(head: Buffer, frameAt: (head: Buffer, at: number) => Frame | null): boolean {
  const first = frameAt(head, 0);
  return first !== null && frameAt(head, first.bytes)?.kind === first.kind;
}

const mpegRatesHz = [44_100, 48_000, 32_000];
/** Kbit/s by index, for MPEG 1 layers I–III and MPEG 2 layers I and II/III. */
const bitRates = {
  v1l1: [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  v1l2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  v1l3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  v2l1: [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  v2l2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};

function mpegFrame(head: Buffer, at: number): Frame | null {
  if (at + 4 > head.length) return null;
  const bits = head.readUInt32BE(at);
  const version = (bits >>> 19) & 3;
  const layer = 4 - ((bits >>> 17) & 3);
  const rate = mpegRatesHz[(bits >>> 10) & 3];
  if (bits >>> 21 !== 0x7ff || version === 1 || layer === 4 || rate === undefined) return null;
  const table = version === 3 ? (`v1l${layer}` as keyof typeof bitRates) : layer === 1 ? "v2l1" : "v2l2";
  const kbps = bitRates[table][(bits >>> 12) & 15];
  // Index 0 is a free bit rate: nobody uses it, and such a frame does not say where it ends.
  if (!kbps) return null;
  const rateHz = rate / (version === 3 ? 1 : version === 2 ? 2 : 4);
  const padding = (bits >>> 9) & 1;
  const samples = layer === 3 && version !== 3 ? 72 : 144;
  const bytes =
    layer === 1
      ? (Math.floor((12_000 * kbps) / rateHz) + padding) * 4
      : Math.floor((samples * 1_000 * kbps) / rateHz) + padding;
  return { bytes, kind: `${version} ${layer} ${rateHz}` };
}

/** AAC in an ADTS stream. */
function adtsFrame(head: Buffer, at: number): Frame | null {
  if (at + 7 > head.length || (head.readUInt16BE(at) & 0xfff6) !== 0xfff0) return null;
  const bytes = (head.readUInt32BE(at + 3) >>> 13) & 0x1fff;
  return bytes < 7 ? null : { bytes, kind: String((head[at + 2] ?? 0) >> 2) };
}
