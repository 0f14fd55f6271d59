import { randomUUID } from "node:crypto";

export interface Multipart {
  /** Includes the boundary. */
  contentType: string;
  body: Buffer;
}

export interface FilePart {
  name: string;
  filename: string;
  /** MIME type. */
  type: string;
  bytes: Uint8Array;
}

/** Text fields and one file as `multipart/form-data` (RFC 7578). Names are not escaped: they are constants of ours. */
export function multipart(file: FilePart, fields: Record<string, string>): Multipart {
  const boundary = `avatar-${randomUUID()}`;
  const head = (disposition: string) => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n`;
  const texts = Object.entries(fields).map(([name, value]) => `${head(`name="${name}"`)}\r\n${value}\r\n`);
  const fileHead = `${head(`name="${file.name}"; filename="${file.filename}"`)}Content-Type: ${file.type}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(texts.join("") + fileHead), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
