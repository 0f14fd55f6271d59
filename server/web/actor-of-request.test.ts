import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import type { UserActor } from "../access/actor";
import type { RequestCredentials } from "../access/authenticate-request";
import { actorOfRequest } from "./actor-of-request";

/** The checks of the REST interface, of which api.test.ts has the answers. */
test.each([
  ["a token", { authorization: "Bearer t", origin: "https://elsewhere.example" }, null],
  ["a cookie from our own page", { cookie: "c", origin: "http://avatar.test:3000" }, null],
  ["a cookie from a program", { cookie: "c" }, null],
  ["a cookie from another site", { cookie: "c", origin: "https://elsewhere.example" }, "forbidden"],
  ["a cookie from another site that hides", { cookie: "c", "sec-fetch-site": "cross-site" }, "forbidden"],
  ["nothing", { origin: "http://avatar.test:3000" }, "unauthorized"],
])("%s", async (_, headers, code) => {
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, { host: "avatar.test:3000", ...headers });
  const authenticate = async ({ authorization, cookie }: RequestCredentials) => {
    expect(cookie?.site).toEqual({ secure: false, port: 3000 });
    const kind = authorization ? "token" : cookie?.header ? "login" : null;
    return kind && ({ kind: "user", userId: 1, credential: { kind } } as unknown as UserActor);
  };
  const actor = actorOfRequest(request, authenticate);
  if (code) await expect(actor).rejects.toMatchObject({ code });
  else await expect(actor).resolves.toMatchObject({ userId: 1 });
});
