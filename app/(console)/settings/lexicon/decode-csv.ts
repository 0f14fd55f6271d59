/** A file's text: UTF-8, or Big5, in which Excel saves a CSV file in Taiwan unless it is told otherwise. */
export function decodeCsv(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("big5").decode(bytes);
  }
}
