/**
 * True for a recording that the server reads by itself, by its first 16 bytes: WAV, MP3, FLAC, OGG. A name says nothing:
 * phones give M4A files all kinds of endings.
 */
export function isReadByServer(head: Uint8Array): boolean {
  const tag = (at: number, text: string) =>
    head.length >= at + text.length && [...text].every((letter, index) => head[at + index] === letter.charCodeAt(0));
  return (tag(0, "RIFF") && tag(8, "WAVE")) || tag(0, "fLaC") || tag(0, "OggS") || tag(0, "ID3") || isMp3Frame(head);
}

/** Eleven set bits begin a frame; raw AAC begins alike, with a layer of 0. */
function isMp3Frame([first = 0, second = 0]: Uint8Array): boolean {
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0;
}
