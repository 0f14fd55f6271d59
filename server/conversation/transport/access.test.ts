import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { conversations, renewedLogins, turnDetails } from "../../../drizzle/schema";
import { revokeLogin } from "../../access/logins";
import { openDatabase } from "../../platform/db/connection";
import type { RecordsContext } from "../../records/context";
import { revokeToken } from "../../records/tokens/revoke-token";
import { disableUser } from "../../records/users/disable-user";
import { setPassword } from "../../records/users/set-password";
import { type ChatClient, connectPlain, connectSocketIo } from "../../testing/chat-client";
import { testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();

/** A server, Ann's connection by a login, and a second connection to the database, as another process would have it. */
async function loggedIn(lastsS = 3_600) {
  // No ping comes while a test runs.
  const server = await servers.open({ pingIntervalMs: 3_600_000 });
  const ann = await server.addUser("anna");
  const login = await server.logIn(ann.userId, lastsS);
  const client = await server.connect(connectPlain, login.headers);
  const other = openDatabase(join(server.dataDir, "app.db"));
  onTestFinished(() => void other.close());
  const elsewhere: RecordsContext = { ...server.contextFor({ kind: "system", job: "command_line" }), db: other.db };
  return { server, ann, login, client, other, elsewhere };
}
type LoggedIn = Awaited<ReturnType<typeof loggedIn>>;

const codes = (client: ChatClient) => client.of("error").map(({ code }) => code);
describe("access that ends elsewhere", () => {
  it.each([
    [
      "logging out",
      "unauthorized",
      (h: LoggedIn) => revokeLogin(h.elsewhere.db, h.login.loginId, Math.floor(Date.now() / 1_000)),
    ],
    ["disabling", "account_disabled", (h: LoggedIn) => disableUser(h.elsewhere, { username: "anna" })],
    [
      "a new password",
      "unauthorized",
      (h: LoggedIn) => setPassword(h.elsewhere, { username: "anna", newPassword: "another horse" }),
    ],
  ])("%s closes the socket with %s, without a message of the client", async (_what, code, act) => {
    const all = await loggedIn();
    all.client.send({ type: "session_start" });
    await all.client.waitFor("session_started");
    await act(all);
    expect((await all.client.waitForClose()).code).toBe(4401);
    expect(codes(all.client)).toEqual([code]);
  });

  it("a revoked token closes the sockets of that token alone, of either kind", async () => {
    const { server, ann, client, elsewhere } = await loggedIn();
    const programs = [await server.connect(connectPlain, ann.token), await server.connect(connectSocketIo, ann.token)];
    await revokeToken(elsewhere, { tokenId: 2 });
    for (const program of programs) await program.waitForClose();
    client.send({ type: "text_input", text: "Still here?" });
    await client.waitFor("turn_completed");
  });

  it.each(["text_input", "session_start", "transcript_edit"])(
    "no %s is answered afterwards, however soon it arrives",
    async (type) => {
      const all = await loggedIn();
      const { client } = all;
      client.send({ type: "text_input", text: "one" });
      const { turn_id } = await client.waitFor("turn_completed");
      const before = client.messages.length;
      await revokeLogin(all.elsewhere.db, all.login.loginId, Math.floor(Date.now() / 1_000));
      client.send({ type, text: "two", turn_id });
      await client.waitForClose();
      const after = client.messages.slice(before).map((message) => message.type);
      expect(codes(client)).toEqual(["unauthorized"]);
      for (const answer of ["turn_started", "session_started", "llm_token"]) expect(after).not.toContain(answer);
    },
  );

  it("stops the reply that is being spoken, and keeps what was heard", async () => {
    const { server, client, elsewhere } = await loggedIn();
    await servers.standIns.llm.configure({
      answer: "One sentence is said. Another one never is, for the access ends before.",
      // The second sentence is still being written then: an end after the last word is no interruption.
      stepLatencyMs: 300,
    });
    await servers.standIns.tts.configure({ audioMsPerCharacter: 1_000 });
    client.send({ type: "text_input", text: "Go on." });
    const { turn_id } = await client.waitFor("audio_response");
    await disableUser(elsewhere, { username: "anna" });
    await client.waitForClose();
    expect(client.of("audio_clear").map((message) => message.turn_id)).toContain(turn_id);
    await server.manager.shutdown(0);
    expect(server.db.select().from(turnDetails).all()).toMatchObject([{ interrupted: true }]);
  });
});

describe("a login that runs out", () => {
  it("is announced, and the connection goes on when the login is renewed elsewhere", async () => {
    const { server, client, login, other } = await loggedIn(30);
    const { in_ms } = await client.waitFor("login_expiring");
    expect(in_ms).toBeGreaterThan(0);
    expect(in_ms).toBeLessThanOrEqual(30_000);
    const expiresAt = Math.floor(Date.now() / 1_000) + 600;
    other.tables.insert(renewedLogins).values({ loginId: login.loginId, expiresAt }).run();
    expect((await client.waitFor("login_renewed")).in_ms).toBeGreaterThan(500_000);
    client.send({ type: "text_input", text: "Still here?" });
    await client.waitFor("turn_completed");
    expect(server.manager.counts().connections).toBe(1);
  });

  it("lets the reply that is being spoken end, and begins nothing new", async () => {
    const { server, client } = await loggedIn(2);
    await servers.standIns.llm.configure({ answer: "All of this is said.", stepLatencyMs: 500 });
    client.send({ type: "text_input", text: "Go on." });
    await client.waitFor("turn_started");
    await client.waitFor("turn_completed");
    client.send({ type: "text_input", text: "And then?" });
    expect((await client.waitForClose()).code).toBe(4401);
    expect(client.of("turn_started")).toHaveLength(1);
    expect(client.of("audio_clear")).toEqual([]);
    expect(codes(client).at(-1)).toBe("unauthorized");
    expect(server.db.select().from(conversations).all()).toMatchObject([{ aiText: "All of this is said." }]);
  });

  it("does not concern a connection by a token", async () => {
    const server = await servers.open();
    const { client } = await server.startSession();
    client.send({ type: "text_input", text: "Hello." });
    await client.waitFor("turn_completed");
    expect(client.of("login_expiring")).toEqual([]);
  });
});
