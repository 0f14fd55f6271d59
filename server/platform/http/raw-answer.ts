import { type Server as HttpServer, STATUS_CODES } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Duplex } from "node:stream";
import { AppError, type ErrorCode, publicError } from "../../../lib/errors";

/** Sends our error body on a socket for which Node has made no response object, and closes the socket. */
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
 * Sends our error body where Node would answer by itself, without a body: to bytes that are not HTTP, to requests that
 * take too long, and to CONNECT. Create `server` with `requireHostHeader: false`: bad-request.ts checks that header.
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

/** Node keeps the response in progress at the socket; a client would read a second one as part of it. */
function hasBegunToAnswer(socket: Duplex): boolean {
  return (socket as { _httpMessage?: { headersSent?: boolean } | null })._httpMessage?.headersSent === true;
}
