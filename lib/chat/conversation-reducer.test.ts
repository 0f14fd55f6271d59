import { describe, expect, it } from "vitest";
import type { ServerMessage } from "../protocol/server-messages";
import type { Timings } from "../timings";
import type { EndedBy, FinishReason } from "../turn-end";
import { type ConversationEvent, reduceConversation } from "./conversation-reducer";
import { type ConversationState, initialConversation } from "./conversation-state";

const timings: Timings = {
  endpoint_ms: 0,
  stt_ms: 60,
  ttft_ms: 60,
  tts_first_ms: 60,
  first_audio_ms: 180,
  e2e_ms: 900,
};

const server = (message: ServerMessage): ConversationEvent => ({ type: "server", message });
const started = (sessionId = "s1", resumed = false) =>
  server({
    type: "session_started",
    session_id: sessionId,
    resumed,
    language: "en",
    mode: "fast",
    profile_id: "builtin:anna",
    endpoint_pause_ms: 700,
    models: [],
    last_turn_number: 0,
  });
const turnStarted = (turnId: string, turnNumber: number) =>
  server({ type: "turn_started", turn_id: turnId, turn_number: turnNumber });
const token = (turnId: string, text: string) => server({ type: "llm_token", turn_id: turnId, token: text });
const completed = (
  turnId: string,
  interrupted = false,
  endedBy: EndedBy = "finished",
  finishReason: FinishReason | null = "stop",
) => {
  const ending = { interrupted, ended_by: endedBy, finish_reason: finishReason };
  return server({ type: "turn_completed", turn_id: turnId, turn_number: 1, ...ending, timings });
};
const heard = (text: string, isFinal: boolean, turnId?: string) =>
  server({ type: "transcription", text, is_final: isFinal, turn_id: turnId });

function run(events: ConversationEvent[], from?: ConversationState): ConversationState {
  const initial = from ?? initialConversation({ language: "en", mode: "fast" });
  return [{ type: "connection", state: { state: "connected" } } as const, started(), ...events].reduce(
    reduceConversation,
    initial,
  );
}
const later = (state: ConversationState, ...events: ConversationEvent[]) => events.reduce(reduceConversation, state);

describe("a spoken turn", () => {
  it("shows partial words, settles them, and streams the reply", () => {
    const partial = run([server({ type: "turn_state", state: "hearing" }), heard("what is", false)]);
    expect(partial).toMatchObject({ hearing: "what is", turnState: "hearing", turnIds: [] });
    const done = later(
      partial,
      turnStarted("t1", 1),
      heard("What is the time?", true, "t1"),
      token("t1", "It is "),
      token("t1", "nine."),
      completed("t1"),
    );
    expect(done.hearing).toBe("");
    expect(done.turns.t1).toMatchObject({
      source: "spoken",
      userText: "What is the time?",
      userTextFinal: true,
      replyText: "It is nine.",
      status: "completed",
      timings,
    });
  });

  it("in which nothing was said leaves no trace", () => {
    const state = run([
      server({ type: "turn_state", state: "hearing" }),
      turnStarted("t1", 1),
      server({ type: "turn_state", state: "listening" }),
    ]);
    expect(state.turnIds).toEqual([]);
  });
});

describe("text follows sound", () => {
  const speaking = run([
    turnStarted("t1", 1),
    token("t1", "Yes. It is nine."),
    { type: "sound_received", turnId: "t1", durationMs: 300, clause: "Yes." },
    { type: "sound_received", turnId: "t1", durationMs: 200, clause: null },
    { type: "sound_received", turnId: "t1", durationMs: 700, clause: "It is nine." },
  ]);
  const played = (playedMs: number, drained = false): ConversationEvent => ({
    type: "sound_played",
    turnId: "t1",
    playedMs,
    drained,
  });
  const heardText = (state: ConversationState) => state.turns.t1?.replyText.slice(0, state.turns.t1.heardChars);

  it("segment by segment, as each begins to sound", () => {
    expect(heardText(speaking)).toBe("");
    expect(heardText(later(speaking, played(20)))).toBe("Yes.");
    expect(heardText(later(speaking, played(499)))).toBe("Yes.");
    expect(heardText(later(speaking, played(500)))).toBe("Yes. It is nine.");
  });

  it("changes nothing, not even identity, between two segments", () => {
    const first = later(speaking, played(20));
    expect(later(first, played(70))).toBe(first);
  });

  it("goes on after the server's part is over, until the sound is", () => {
    const sent = later(speaking, played(20), completed("t1"), server({ type: "turn_state", state: "listening" }));
    expect(sent.playingTurnId).toBe("t1");
    expect(heardText(sent)).toBe("Yes.");
    const over = later(sent, played(1_200, true));
    expect(over.playingTurnId).toBeNull();
    expect(heardText(over)).toBe("Yes. It is nine.");
  });

  it("ends where the conversation is continued elsewhere, and nobody stopped it", () => {
    const sent = later(speaking, played(20), completed("t1"));
    const closed = (code: "session_in_use" | "at_capacity"): ConversationEvent => ({
      type: "connection",
      state: { state: "turned_away", code },
    });
    expect(later(sent, closed("at_capacity")).playingTurnId).toBe("t1");
    const left = later(sent, closed("session_in_use"));
    expect(left.playingTurnId).toBeNull();
    expect(left.turns.t1).toMatchObject({ silenced: true, status: "completed", endedBy: "finished" });
    expect(heardText(left)).toBe("Yes.");
  });

  it("is shown as heard at once when there is no sound", () => {
    const silent = run([turnStarted("t1", 1), token("t1", "Hello."), completed("t1")]);
    expect(heardText(silent)).toBe("Hello.");
  });

  it("is read as it comes where it is only written by choice", () => {
    const begun = server({ type: "turn_started", turn_id: "t1", turn_number: 1, spoken: false });
    expect(heardText(run([begun, token("t1", "Hel"), token("t1", "lo.")]))).toBe("Hello.");
  });

  it("stops before the words of a reply that broke off, which never became sound", () => {
    const failed = server({ type: "error", code: "llm_failed", message: "", turn_id: "t1" });
    const broken = later(speaking, token("t1", " And th"), played(600), failed);
    expect(broken.playingTurnId).toBe("t1");
    const over = later(broken, played(1_200, true));
    expect(over.playingTurnId).toBeNull();
    expect(heardText(over)).toBe("Yes. It is nine.");
  });

  it("falls silent where it was stopped, and its text goes on to its end", () => {
    const silenced = later(speaking, played(20), { type: "stopped", turnId: "t1" });
    const lateSound = { type: "sound_received", turnId: "t1", durationMs: 100, clause: "And more." } as const;
    expect(later(silenced, lateSound, played(900))).toEqual(silenced);
    expect(silenced.playingTurnId).toBeNull();
    expect(silenced.turns.t1).toMatchObject({ status: "running", silenced: true });
    const whole = later(silenced, token("t1", " And more."), completed("t1", true, "user_stop", "stop"));
    expect(whole.turns.t1).toMatchObject({
      ...{ replyText: "Yes. It is nine. And more.", heardChars: 4, status: "interrupted", timings },
      ...{ endedBy: "user_stop", finishReason: "stop" },
    });
    expect(later(whole, token("t1", " Late.")).turns.t1?.replyText).toBe("Yes. It is nine. And more.");
  });

  it("that was complete is interrupted where its sound is cleared, and says by what", () => {
    const complete = later(speaking, played(20), completed("t1"));
    const clear = server({ type: "audio_clear", turn_id: "t1", ended_by: "barge_in" });
    expect(later(complete, clear).turns.t1).toMatchObject({
      status: "interrupted",
      endedBy: "barge_in",
      heardChars: 4,
    });
    // The page's own stop is answered by the server's.
    expect(later(complete, { type: "stopped", turnId: "t1" }, clear).turns.t1?.endedBy).toBe("user_stop");
    const older = server({ type: "audio_clear", turn_id: "t1" });
    expect(later(complete, older).turns.t1).toMatchObject({ status: "interrupted", endedBy: "finished" });
  });

  it("that was stopped was heard as far as its record says, also when the page's own sound had come further", () => {
    const clear = server({ type: "audio_clear", turn_id: "t1", ended_by: "user_stop", heard_chars: 0 });
    const stopped = later(speaking, played(20), { type: "stopped", turnId: "t1" });
    expect(stopped.turns.t1?.heardChars).toBe(4);
    expect(later(stopped, clear).turns.t1).toMatchObject({ silenced: true, heardChars: 0 });
  });

  it("that was stopped while it was only written has been read as far as it was shown", () => {
    const begun = server({ type: "turn_started", turn_id: "t1", turn_number: 1, spoken: false });
    const clear = server({ type: "audio_clear", turn_id: "t1", ended_by: "user_stop", heard_chars: 0 });
    expect(run([begun, token("t1", "Yes. It"), clear]).turns.t1?.heardChars).toBe(7);
  });

  it("that was stopped while its record was on its way counts as stopped", () => {
    const stopped = later(speaking, { type: "stopped", turnId: "t1" }, completed("t1"));
    expect(stopped.turns.t1).toMatchObject({ status: "interrupted", endedBy: "user_stop" });
  });
});

describe("a turn that goes on", () => {
  it("drops its reply, keeps its place, and takes the longer words", () => {
    const replied = run([
      ...[turnStarted("t1", 1), heard("Ever tried.", true, "t1"), token("t1", "Have")],
      { type: "sound_received", turnId: "t1", durationMs: 300, clause: "Have" },
      { type: "sound_played", turnId: "t1", playedMs: 100, drained: false },
      server({ type: "audio_clear", turn_id: "t1" }),
    ]);
    const restarted = later(replied, server({ type: "turn_restarted", turn_id: "t1" }));
    expect(restarted.playingTurnId).toBeNull();
    expect(restarted.turns.t1).toMatchObject({
      ...{ userText: "Ever tried.", userTextFinal: false, replyText: "", heardChars: 0, queuedMs: 0 },
      ...{ status: "running", silenced: false },
    });
    const partial = later(restarted, heard("Ever tried. Ever", false, "t1"));
    expect([partial.turns.t1?.userText, partial.hearing]).toEqual(["Ever tried. Ever", ""]);
    const settled = later(partial, heard("Ever tried. Ever failed.", true, "t1"), token("t1", "No matter."));
    expect(settled.turnIds).toEqual(["t1"]);
    expect(settled.turns.t1).toMatchObject({
      ...{ turnNumber: 1, userText: "Ever tried. Ever failed.", userTextFinal: true, replyText: "No matter." },
    });
  });
});

describe("speech that was not understood", () => {
  it("is shown once that is certain, though it was hidden while it might be noise", () => {
    const hidden = run([turnStarted("t1", 1), server({ type: "turn_state", state: "listening" })]);
    expect(hidden.turnIds).toEqual([]);
    const known = later(hidden, completed("t1", false, "not_understood", null));
    expect(known.turnIds).toEqual(["t1"]);
    expect(known.turns.t1).toMatchObject({
      status: "completed",
      endedBy: "not_understood",
      userText: "",
      replyText: "",
    });
    expect(later(known, server({ type: "turn_state", state: "listening" })).turnIds).toEqual(["t1"]);
  });
});

describe("words typed or corrected", () => {
  it("belong to the turn that the server makes of them", () => {
    const sent = run([{ type: "sent", kind: "typed", text: "Good morning", editsTurnId: null }]);
    expect(sent.outgoing?.text).toBe("Good morning");
    const turned = later(sent, turnStarted("t1", 1));
    expect(turned.outgoing).toBeNull();
    expect(turned.turns.t1).toMatchObject({ source: "typed", userText: "Good morning", userTextFinal: true });
  });

  it("wait for their own turn when a spoken one had begun before they left", () => {
    const spoken = run([
      { type: "sent", kind: "typed", text: "Typed", editsTurnId: null },
      turnStarted("t1", 1),
      heard("Spoken", true, "t1"),
    ]);
    expect(spoken.turns.t1).toMatchObject({ source: "spoken", userText: "Spoken" });
    expect(later(spoken, turnStarted("t2", 2)).turns.t2).toMatchObject({ source: "typed", userText: "Typed" });
  });

  it("supersede the corrected turn and all after it", () => {
    const said = (turnId: string, turnNumber: number) => [turnStarted(turnId, turnNumber), heard("Well", true, turnId)];
    const three = run([...said("t1", 1), ...said("t2", 2), ...said("t3", 3)]);
    const edited = later(
      three,
      { type: "sent", kind: "edited", text: "I said this", editsTurnId: "t2" },
      turnStarted("t4", 4),
    );
    expect(edited.turnIds.map((id) => edited.turns[id]?.superseded)).toEqual([false, true, true, false]);
    expect(edited.turns.t4).toMatchObject({ source: "edited", userText: "I said this" });
  });

  it("are kept as lost when the connection breaks before they became a turn", () => {
    const state = run([
      { type: "sent", kind: "typed", text: "Hello?", editsTurnId: null },
      { type: "connection", state: { state: "waiting", attempt: 1, nextTryAtMs: 5 } },
    ]);
    expect(state.outgoing).toMatchObject({ text: "Hello?", lost: true });
  });
});

describe("errors of no turn while words are on their way", () => {
  const sent = run([{ type: "sent", kind: "typed", text: "Hello?", editsTurnId: null }]);
  const error = (code: "profile_not_ready" | "rate_limited") => server({ type: "error", code, message: "" });

  it("leave them on their way when they say something else", () => {
    const turned = later(sent, error("profile_not_ready"), turnStarted("t1", 1));
    expect(turned.turns.t1).toMatchObject({ source: "typed", userText: "Hello?" });
  });

  it("leave them to be sent again when they were refused", () => {
    expect(later(sent, error("rate_limited"))).toMatchObject({
      notice: "rate_limited",
      outgoing: { text: "Hello?", lost: true },
    });
  });
});

describe("errors", () => {
  it("end their turn, except that a reply without a voice goes on as text", () => {
    const failed = run([
      turnStarted("t1", 1),
      server({ type: "error", code: "llm_failed", message: "", turn_id: "t1" }),
    ]);
    expect(failed.turns.t1).toMatchObject({ status: "failed", errorCode: "llm_failed" });
    const mute = run([
      turnStarted("t1", 1),
      token("t1", "Hi."),
      server({ type: "error", code: "tts_failed", message: "", turn_id: "t1" }),
      completed("t1"),
    ]);
    expect(mute.turns.t1).toMatchObject({ status: "completed", errorCode: "tts_failed", heardChars: 3 });
  });

  const language = (turnId?: string) =>
    server({ type: "error", code: "model_language_unsupported", message: "", ...(turnId && { turn_id: turnId }) });
  it("of the language are a turn's own where it is not answered, and no notice: the models' states say it", () => {
    expect(run([language()]).notice).toBeNull();
    const unanswered = run([turnStarted("t1", 1), heard("請問", true, "t1"), language("t1")]);
    expect(unanswered.turns.t1).toMatchObject({
      status: "failed",
      userText: "請問",
      errorCode: "model_language_unsupported",
    });
    const unspoken = run([turnStarted("t1", 1), token("t1", "Hi."), language("t1"), completed("t1")]);
    expect(unspoken.turns.t1).toMatchObject({ status: "completed", errorCode: null, heardChars: 3 });
  });

  it("of no turn are a notice until things go on", () => {
    const state = run([server({ type: "error", code: "stt_failed", message: "" })]);
    expect(state.notice).toBe("stt_failed");
    expect(later(state, server({ type: "turn_state", state: "hearing" })).notice).toBeNull();
  });
});

describe("a login that runs out", () => {
  const ends: ConversationEvent = { type: "login_ends", atMs: 60_000 };
  it("is shown until it is renewed, or the connection is gone", () => {
    expect(run([ends]).loginEndsAtMs).toBe(60_000);
    expect(run([ends, server({ type: "login_renewed", in_ms: 5 })]).loginEndsAtMs).toBeNull();
    const gone: ConversationEvent = { type: "connection", state: { state: "signed_out" } };
    expect(run([ends, gone]).loginEndsAtMs).toBeNull();
  });

  it("gives back the words that came too late", () => {
    const sent: ConversationEvent = { type: "sent", kind: "typed", text: "And then?", editsTurnId: null };
    const late = run([sent, server({ type: "error", code: "unauthorized", message: "" })]);
    expect(late.outgoing).toMatchObject({ text: "And then?", lost: true });
  });
});

describe("a new connection", () => {
  it("resumes: a turn that ran counts as interrupted, and all turns stay", () => {
    const broken = run([turnStarted("t1", 1), token("t1", "Well")]);
    const resumed = later(
      broken,
      { type: "connection", state: { state: "waiting", attempt: 1, nextTryAtMs: 5 } },
      { type: "connection", state: { state: "connected" } },
      started("s1", true),
    );
    expect(resumed.turns.t1).toMatchObject({
      ...{ status: "interrupted", endedBy: "disconnect", superseded: false, replyText: "Well" },
    });
  });

  it("is told apart from the answer to changed settings, which lets a running turn go on", () => {
    const running = run([turnStarted("t1", 1), heard("Hi", true, "t1"), started("s1", true)]);
    expect(running.turns.t1?.status).toBe("running");
  });

  it("to another session: earlier turns are no longer in the model's context", () => {
    const other = later(run([turnStarted("t1", 1), completed("t1")]), started("s2"));
    expect(other.turns.t1?.superseded).toBe(true);
    expect(other.sessionId).toBe("s2");
  });
});

describe("a degraded voice", () => {
  const slower = server({ type: "service_level", level: "fewer_steps", reason: "vram" });

  it("is remembered until the server says that it is over", () => {
    const state = run([slower, turnStarted("t1", 1), started("s1", true)]);
    expect(state.service).toEqual({ level: "fewer_steps", reason: "vram" });
    expect(later(state, server({ type: "service_level", level: "full", reason: null })).service.level).toBe("full");
  });

  it("is forgotten with the connection, whose server may be another one next time", () => {
    const broken = run([slower, { type: "connection", state: { state: "waiting", attempt: 1, nextTryAtMs: 5 } }]);
    expect(broken.service).toEqual({ level: "full", reason: null });
  });
});

it("leaves other turns the same objects while one streams", () => {
  const state = run([turnStarted("t1", 1), completed("t1"), turnStarted("t2", 2)]);
  const streamed = later(state, token("t2", "x"));
  expect(streamed.turns.t1).toBe(state.turns.t1);
  expect(streamed.turnIds).toBe(state.turnIds);
});

it("keeps where the lexicon changed what was heard and what is said", () => {
  const replacement = { from: 0, to: 3, original: "wong", becomes: "Ann" };
  const heard_as = { text: "wong?", replacements: [replacement] };
  const state = run([
    turnStarted("t1", 1),
    server({ type: "transcription", text: "Ann?", is_final: true, turn_id: "t1", heard_as }),
    token("t1", "Yes."),
    server({
      type: "turn_completed",
      turn_id: "t1",
      turn_number: 1,
      interrupted: false,
      timings,
      said_replacements: [replacement],
    }),
  ]);
  expect(state.turns.t1).toMatchObject({ heardReplacements: [replacement], saidReplacements: [replacement] });
  expect(
    later(state, server({ type: "turn_restarted", turn_id: "t1" }), heard("Ann? Bob?", true, "t1")).turns.t1,
  ).toMatchObject({
    heardReplacements: [],
    saidReplacements: [],
  });
});
