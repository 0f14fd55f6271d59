import { type Server as HttpServer, STATUS_CODES } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Duplex } from "node:stream";
import { AppError, type ErrorCode, publicError } from "../../../lib/errors";

/** Answers on a socket that has no response object with the one error body, and closes it. */
export function answerOnSocket(socket: Duplex, error: ErrorCode | AppError): void {
  const { status, headers, body } = publicError(typeof error === "string" ? new AppError(error) : error);
  const text = JSON.stringify(body);
  const lines = Object.entries({
    ...headers,
    connection: "close",
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const statusLine = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Error"}\r\n`;
  socket.end(`${statusLine}${lines.join("")}\r\n${text}`, () => socket.destroy());
}

const codeOfParseError: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: "headers_too_large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "message_too_large",
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
};

/**
 * Gives the one error body to what Node would answer itself, without one: what is no HTTP, what takes too long, and CONNECT.
 * `server` is one of ours that asks for no Host header by itself (`requireHostHeader: false`): bad-request.ts does.
 */
export function answerUnreadable<Server extends HttpServer | HttpsServer>(server: Server): Server {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (!socket.writable || hasBegunToAnswer(socket)) socket.destroy();
    else answerOnSocket(socket, codeOfParseError[error.code ?? ""] ?? "bad_request");
  });
  server.on("connect", (_request: unknown, socket: Duplex) => {
    socket.on("error", () => undefined);
    answerOnSocket(socket, new AppError("method_not_allowed", undefined, { allow: ["GET", "HEAD", "POST"] }));
  });
  return server;
}

/** Node keeps the answer that is on its way at the socket; a second one would be read as a part of it. */
function hasBegunToAnswer(socket: Duplex): boolean {
  return (socket as { _httpMessage?: { headersSent?: boolean } | null })._httpMessage?.headersSent === true;
}
