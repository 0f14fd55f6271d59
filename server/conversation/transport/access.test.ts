import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { conversations, renewedLogins, turnDetails } from "../../../drizzle/schema";
import { revokeLogin } from "../../access/logins";
import { openDatabase } from "../../platform/db/connection";
import type { ServiceContext } from "../../records/context";
import { revokeToken } from "../../records/tokens/revoke-token";
import { disableUser } from "../../records/users/disable-user";
import { setPassword } from "../../records/users/set-password";
import { type ChatClient, connectPlain, connectSocketIo } from "../../testing/chat-client";
import { chatHouses } from "../../testing/chat-house";

const houses = chatHouses();

/** A house, Ann's connection by a login, and the same database as another process has it: through a connection of its own. */
async function loggedIn(lastsS = 3_600) {
  // No ping comes while a test runs.
  const house = await houses.open({ pingIntervalMs: 3_600_000 });
  const ann = await house.addUser("anna");
  const login = await house.logIn(ann.userId, lastsS);
  const client = await house.connect(connectPlain, login.headers);
  const other = openDatabase(join(house.dataDir, "app.db"));
  onTestFinished(() => void other.close());
  const elsewhere: ServiceContext = { ...house.contextFor({ kind: "system", job: "command_line" }), db: other.db };
  return { house, ann, login, client, other, elsewhere };
}
type House = Awaited<ReturnType<typeof loggedIn>>;

const codes = (client: ChatClient) => client.of("error").map(({ code }) => code);
describe("access that ends elsewhere", () => {
  it.each([
    ["logging out", (h: House) => revokeLogin(h.elsewhere.db, h.login.loginId, Math.floor(Date.now() / 1_000))],
    ["disabling", (h: House) => disableUser(h.elsewhere, { username: "anna" })],
    ["a new password", (h: House) => setPassword(h.elsewhere, { username: "anna", newPassword: "another horse" })],
  ])("%s closes the socket, without a word of the client", async (_what, act) => {
    const all = await loggedIn();
    all.client.send({ type: "session_start" });
    await all.client.waitFor("session_started");
    await act(all);
    expect((await all.client.waitForClose()).code).toBe(4401);
    expect(codes(all.client)).toEqual(["unauthorized"]);
  });

  it("a revoked token closes the sockets of that token alone, of either kind", async () => {
    const { house, ann, client, elsewhere } = await loggedIn();
    const programs = [await house.connect(connectPlain, ann.token), await house.connect(connectSocketIo, ann.token)];
    await revokeToken(elsewhere, { tokenId: 2 });
    for (const program of programs) await program.waitForClose();
    client.send({ type: "text_input", text: "Still here?" });
    await client.waitFor("turn_completed");
  });

  it.each(["text_input", "session_start", "transcript_edit"])(
    "no %s is answered after it, however soon it comes",
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
    const { house, client, elsewhere } = await loggedIn();
    await houses.standIns.llm.configure({
      answer: "One sentence is said. Another one never is, for the access ends before.",
    });
    await houses.standIns.tts.configure({ audioMsPerCharacter: 1_000 });
    client.send({ type: "text_input", text: "Go on." });
    const { turn_id } = await client.waitFor("audio_response");
    await disableUser(elsewhere, { username: "anna" });
    await client.waitForClose();
    expect(client.of("audio_clear").map((message) => message.turn_id)).toContain(turn_id);
    await house.manager.shutdown(0);
    expect(house.db.select().from(turnDetails).all()).toMatchObject([{ interrupted: true }]);
  });
});

describe("a login that runs out", () => {
  it("is announced and, renewed elsewhere, goes on", async () => {
    const { house, client, login, other } = await loggedIn(30);
    const { in_ms } = await client.waitFor("login_expiring");
    expect(in_ms).toBeGreaterThan(0);
    expect(in_ms).toBeLessThanOrEqual(30_000);
    const expiresAt = Math.floor(Date.now() / 1_000) + 600;
    other.tables.insert(renewedLogins).values({ loginId: login.loginId, expiresAt }).run();
    expect((await client.waitFor("login_renewed")).in_ms).toBeGreaterThan(500_000);
    client.send({ type: "text_input", text: "Still here?" });
    await client.waitFor("turn_completed");
    expect(house.manager.counts().connections).toBe(1);
  });

  it("lets the reply that is being spoken come to its end, and begins nothing more", async () => {
    const { house, client } = await loggedIn(2);
    await houses.standIns.llm.configure({ answer: "All of this is said.", stepLatencyMs: 500 });
    client.send({ type: "text_input", text: "Go on." });
    await client.waitFor("turn_started");
    await client.waitFor("turn_completed");
    client.send({ type: "text_input", text: "And then?" });
    expect((await client.waitForClose()).code).toBe(4401);
    expect(client.of("turn_started")).toHaveLength(1);
    expect(client.of("audio_clear")).toEqual([]);
    expect(codes(client).at(-1)).toBe("unauthorized");
    expect(house.db.select().from(conversations).all()).toMatchObject([{ aiText: "All of this is said." }]);
  });

  it("is no matter of a token", async () => {
    const house = await houses.open();
    const { client } = await house.startSession();
    client.send({ type: "text_input", text: "Hello." });
    await client.waitFor("turn_completed");
    expect(client.of("login_expiring")).toEqual([]);
  });
});
