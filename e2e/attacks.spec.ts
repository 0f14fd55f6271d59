import { readdirSync, statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { APIRequest, APIRequestContext } from "@playwright/test";
import type { Role } from "../lib/auth/permissions";
import { type BuiltAction, builtDoors } from "./fixtures/built-doors";
import type { AvatarServer } from "./fixtures/server";
import { expect, test } from "./fixtures/test";

// What the build holds is attacked, not a list of it: a new page, route or action that nobody guards fails here.

const { pages, routes, actions } = builtDoors();
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const writes: readonly string[] = ["POST", "PUT", "PATCH", "DELETE"];

/** Open to everybody: the ways in and out, how to connect, and the browser's own language and theme. */
const openPages = ["/login", "/connect"];
const openRoutes = ["/api/auth/1", "/manifest.webmanifest"];
const openActions = [
  "app/(auth)/login/actions.ts logInAction",
  "app/(auth)/login/actions.ts logOutAction",
  "app/(auth)/login/actions.ts renewLoginAction",
  "app/preferences.ts chooseLocale",
  "app/preferences.ts chooseTheme",
];

/** Who may not: each path begins with one of these, the longest one counts; any other is for every role. */
const closedTo: Record<string, readonly Role[]> = {
  "/replay": ["staff"],
  "/history/accuracy": ["staff"],
  "/dashboard": ["staff", "qa"],
  "/settings": ["staff", "qa"],
  "/audit": ["staff", "qa"],
  "/api/audit": ["staff", "qa"],
  "/users": ["staff", "qa"],
  "/api/dashboard": ["staff", "qa"],
  "/api/alerts": ["staff", "qa"],
  "/api/persona-trials": ["staff", "qa"],
  "/api/users": ["staff", "qa"],
  "/api/replays": ["staff"],
  "/api/candidate-servers": ["staff"],
  "/api/corrections": ["staff"],
  "/api/conversations/1/replays": ["staff"],
  "/api/lexicon/export": ["staff", "qa"],
  "/api/lexicon/sample": ["staff", "qa"],
  "/api/lexicon/versions": ["staff", "qa"],
  "app/(console)/replay/": ["staff"],
  "app/(console)/settings/": ["staff", "qa"],
  "app/(console)/users/": ["staff", "qa"],
  "app/(console)/dashboard/": ["staff", "qa"],
  "app/(console)/history/actions.ts addCasesAction": ["staff"],
  "app/(console)/history/actions.ts addNoteAction": ["staff"],
  "app/(console)/history/actions.ts removeNoteAction": ["staff"],
  "app/(console)/history/actions.ts tagTurnAction": ["staff"],
  "app/(console)/voice-profiles/actions.ts decideConsentAction": ["staff", "qa"],
  "app/(console)/voice-profiles/actions.ts chooseHouseVoiceAction": ["staff", "qa"],
};

function isClosedTo(role: Role, door: string): boolean {
  const known = Object.keys(closedTo)
    .filter((start) => door.startsWith(start) && !isAnotherWord(door, start))
    .toSorted((a, b) => b.length - a.length)[0];
  return known !== undefined && (closedTo[known] as readonly Role[]).includes(role);
}

/** `/replayed` does not begin with `/replay`. */
const isAnotherWord = (door: string, start: string) => /\w/.test(door[start.length] ?? "") && !start.endsWith("/");

const runAction = (request: APIRequestContext, { id, page }: BuiltAction, headers: Record<string, string> = {}) =>
  request.post(page, {
    data: "[]",
    headers: { "next-action": id, "content-type": "text/plain;charset=UTF-8", accept: "text/x-component", ...headers },
    maxRedirects: 0,
  });

async function requestAs(
  playwright: { request: APIRequest },
  server: AvatarServer,
  role: Role,
): Promise<APIRequestContext> {
  const person = await server.addPerson(role);
  const request = await playwright.request.newContext({
    baseURL: server.url,
    extraHTTPHeaders: { origin: server.url },
  });
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json();
  const answer = await request.post("/api/auth/callback/credentials", { form: { ...person, csrfToken, json: "true" } });
  expect(answer.status()).toBe(200);
  return request;
}

const noLogins: Record<string, string>[] = [
  {},
  { authorization: "Bearer avt_nothing" },
  { cookie: "avatar.session=x" },
];

test.describe("without a login", () => {
  test("every page leads to the login", async ({ request }) => {
    expect(pages.length).toBeGreaterThan(10);
    for (const page of pages.filter((each) => !openPages.includes(each))) {
      const answer = await request.get(page, { maxRedirects: 0 });
      expect([page, answer.status(), answer.headers().location?.split("?")[0]]).toEqual([page, 307, "/login"]);
    }
  });

  test("every method of every route is 401, also with a login that is none", async ({ request }) => {
    expect(routes.length).toBeGreaterThan(30);
    for (const route of routes.filter((each) => !openRoutes.includes(each))) {
      for (const method of methods) {
        for (const headers of noLogins) {
          const answer = await request.fetch(route, { method, headers, maxRedirects: 0 });
          const isNoMethod = answer.status() === 405;
          if (!isNoMethod) expect([method, route, answer.status()]).toEqual([method, route, 401]);
        }
      }
    }
  });

  test("every action is 401", async ({ request }) => {
    expect(actions.length).toBeGreaterThan(40);
    for (const action of actions.filter(({ name }) => !openActions.includes(name))) {
      const answer = await runAction(request, action);
      expect([action.name, answer.status()]).toEqual([action.name, 401]);
    }
  });
});

for (const role of ["staff", "qa"] as const) {
  test(`what is closed to ${role} stays so: pages, routes and actions`, async ({ playwright, server }) => {
    const request = await requestAs(playwright, server, role);
    for (const page of pages) {
      const { status } = await statusOf(request.get(page, { maxRedirects: 0 }));
      expect([page, status === 403]).toEqual([page, isClosedTo(role, page)]);
    }
    for (const route of routes) {
      for (const method of methods) {
        const { status } = await statusOf(request.fetch(route, { method, maxRedirects: 0 }));
        if (status === 405 || openRoutes.includes(route)) continue;
        expect([method, route, status === 403]).toEqual([method, route, isClosedTo(role, route)]);
        expect([method, route, status < 500]).toEqual([method, route, true]);
      }
    }
    for (const action of actions.filter(({ name }) => !name.includes("/login/"))) {
      const { status } = await statusOf(runAction(request, action));
      expect([action.name, status === 403]).toEqual([action.name, isClosedTo(role, action.name)]);
    }
    await request.dispose();
  });
}

test("nothing that an administrator sends without its content breaks a route or an action", async ({
  playwright,
  server,
}) => {
  const request = await requestAs(playwright, server, "admin");
  const broken: string[] = [];
  for (const route of routes.filter((each) => !openRoutes.includes(each))) {
    for (const method of methods) {
      const { status } = await statusOf(request.fetch(route, { method, maxRedirects: 0 }));
      if (status >= 500 || status === 403) broken.push(`${status} ${method} ${route}`);
    }
  }
  for (const action of actions.filter(({ name }) => !name.includes("/login/"))) {
    const { status } = await statusOf(runAction(request, action));
    if (status >= 500 || status === 403) broken.push(`${status} ${action.name}`);
  }
  expect(broken).toEqual([]);
  await request.dispose();
});

test("another site's page writes nothing with the cookie of somebody who is logged in", async ({
  playwright,
  server,
}) => {
  const request = await requestAs(playwright, server, "admin");
  const before = await (await request.get("/api/settings")).text();
  for (const headers of [{ origin: "https://elsewhere.example" }, { origin: "null" }]) {
    for (const route of routes.filter((each) => !openRoutes.includes(each))) {
      for (const method of writes) {
        const { status } = await statusOf(request.fetch(route, { method, headers, data: "{}", maxRedirects: 0 }));
        if (status !== 405)
          expect([headers.origin, method, route, status]).toEqual([headers.origin, method, route, 403]);
      }
    }
    for (const action of actions) {
      const { status } = await statusOf(runAction(request, action, headers));
      expect([headers.origin, action.name, status >= 400]).toEqual([headers.origin, action.name, true]);
    }
  }
  expect(await (await request.get("/api/settings")).text()).toBe(before);
  await request.dispose();
});

test("every page has a nonce of its own, and no script without one", async ({ playwright, server }) => {
  const request = await requestAs(playwright, server, "admin");
  const nonces = new Set<string>();
  for (const page of pages) {
    const answer = await request.get(page);
    const policy = answer.headers()["content-security-policy"] ?? "";
    const nonce = /script-src 'self' 'nonce-([^']+)'(;|$)/.exec(policy)?.[1] ?? "";
    expect([page, nonce !== "", nonces.has(nonce)]).toEqual([page, true, false]);
    nonces.add(nonce);
    const scripts = (await answer.text()).match(/<script\b[^>]*>/g) ?? [];
    const inline = scripts.filter((tag) => !/\ssrc=/.test(tag) && !/type="application\/(json|ld\+json)"/.test(tag));
    for (const tag of inline) expect([page, tag.includes(`nonce="${nonce}"`)]).toEqual([page, true]);
    expect(answer.headers()["x-frame-options"]).toBe("DENY");
    expect(answer.headers()["x-content-type-options"]).toBe("nosniff");
  }
  await request.dispose();
});

test("a name that is not this machine's reaches no page, route or action", async ({ request }) => {
  const headers = { host: "rebound.example" };
  for (const path of [...pages, ...routes, "/", "/nowhere", "/metrics", "/favicon.ico"]) {
    const answer = await request.get(path, { headers, maxRedirects: 0 });
    expect([path, answer.status()]).toEqual([path, 421]);
  }
  for (const action of actions) {
    expect([action.name, (await runAction(request, action, headers)).status()]).toEqual([action.name, 421]);
  }
});

/** What the server says to these bytes until it closes the connection. */
async function answerTo(server: AvatarServer, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(bytes);
  return text(socket);
}

const raw = {
  "two lengths": "POST /api/settings HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
  "a length beside chunks":
    "POST /api/settings HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "no host": "GET /health HTTP/1.1\r\n\r\n",
  "headers without an end": `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${"a".repeat(100_000)}`,
  "a line that is no request": "hello\r\n\r\n",
};
for (const [what, bytes] of Object.entries(raw)) {
  test(`${what}: refused, and the connection is closed`, async ({ server }) => {
    const answer = await answerTo(server, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 (400|413|421|431) /);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });
}

test("paths that lead out of the built files answer with nothing of this machine", async ({ server }) => {
  for (const path of [
    "/../package.json",
    "/icons/..%2f..%2fpackage.json",
    "/_next/static/..%5c..%5cBUILD_ID",
    "/%00",
  ]) {
    const answer = await answerTo(server, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect([path, /^HTTP\/1\.1 (307|308|400|404) /.test(answer)]).toEqual([path, true]);
    expect(answer).not.toContain('"dependencies"');
  }
});

test("nobody else on this machine can read what the server keeps", async ({ server, playwright, converse }) => {
  await converse(await server.addPerson("staff"), ["Hello."]);
  const request = await requestAs(playwright, server, "admin");
  await request.get("/history");
  await request.dispose();
  const readable = readdirSync(server.dataDir, { recursive: true, encoding: "utf8" }).filter((name) => {
    const stat = statSync(join(server.dataDir, name), { throwIfNoEntry: false });
    // A file in a folder that nobody else may enter is out of reach, whatever its own mode is.
    return stat?.isFile() && !name.includes("/") && (stat.mode & 0o077) !== 0;
  });
  const enterable = readdirSync(server.dataDir, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && (statSync(join(server.dataDir, entry.name)).mode & 0o077) !== 0,
  );
  expect([readable, enterable.map(({ name }) => name)]).toEqual([[], []]);
});

/** The status alone: a request that the server ends without an answer counts as refused. */
async function statusOf(answer: Promise<{ status(): number }>): Promise<{ status: number }> {
  return answer.then(
    (response) => ({ status: response.status() }),
    () => ({ status: 499 }),
  );
}
