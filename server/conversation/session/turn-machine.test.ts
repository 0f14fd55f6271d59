import { describe, expect, it, test } from "vitest";
import { initialState, step } from "./turn-machine";
import type { Effect, MachineEvent, MachineState } from "./turn-machine-types";
import { earliestNeededSample, shownState } from "./turn-machine-view";

/** Runs the events; gives the last state and all effects. */
function play(events: MachineEvent[], from: MachineState = initialState) {
  let state = from;
  const effects: Effect[] = [];
  for (const event of events) {
    const next = step(state, event);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects, log: effects.map(describeEffect) };
}

function describeEffect(effect: Effect): string {
  switch (effect.type) {
    case "begin_turn":
      return [
        effect.preemptive ? "preemptive" : "begin",
        `${effect.generation} ${effect.source.kind}`,
        ...(effect.goesOnWith === null ? [] : [`goes on with ${effect.goesOnWith}`]),
      ].join(" ");
    case "commit_turn":
      return `commit ${effect.generation}`;
    case "abort_turn":
      return `abort ${effect.generation}${effect.keep ? ` keep ${effect.by}` : ""}`;
    case "overtake_turn":
      return `overtake ${effect.generation}`;
    case "withdraw_turn":
      return `withdraw ${effect.generation}`;
    case "record_turn":
      return `record ${effect.generation}`;
    case "silence_turn":
      return `silence ${effect.generation}${effect.by === "user_stop" ? "" : ` ${effect.by}`}`;
    case "stop_playback":
      return `stop ${effect.generation}${effect.by ? ` ${effect.by}` : ""}`;
    case "prefill_next":
      return effect.speaking ? "prefill speaking" : "prefill";
    case "show":
      return effect.state;
  }
}

const start = (startSample = 0, beganAtMs = 9_000): MachineEvent => ({ type: "speech_start", startSample, beganAtMs });
const sustained: MachineEvent = { type: "speech_sustained" };
const pause = (endSample = 100): MachineEvent => ({ type: "possible_end", endSample });
const resumed: MachineEvent = { type: "speech_resumed" };
const end = (endSample = 100): MachineEvent => ({ type: "speech_end", endSample });
const text: MachineEvent = { type: "text_input", text: "hello" };
const edit: MachineEvent = { type: "transcript_edit", turnId: "t1", text: "hello" };
const interrupt: MachineEvent = { type: "interrupt", what: null, by: "user_stop" };
const silence: MachineEvent = { type: "interrupt", what: "sound", by: "user_stop" };
const cancel: MachineEvent = { type: "interrupt", what: "reply", by: "user_stop" };
const goAway: MachineEvent = { type: "interrupt", what: "sound", by: "disconnect" };
const noSpeech: MachineEvent = { type: "no_speech" };
const leave: MachineEvent = { type: "leave", unheardIsDropped: false, by: "disconnect" };
const leaveForAnother: MachineEvent = { type: "leave", unheardIsDropped: true, by: "user_stop" };
const of = (
  type: "transcribed" | "first_audio" | "nothing_said" | "failed" | "played_out" | "window_closed",
  generation = 1,
) => ({ type, generation, hasAudio: false, atMs: 1_000 });
const failedSpeaking: MachineEvent = { type: "failed", generation: 1, hasAudio: true, atMs: 1_000 };
const finished = (generation = 1, hasAudio = true): MachineEvent => ({ type: "finished", generation, hasAudio });

const spoken = [start(), sustained, pause(), end()];
const thinking = [...spoken, of("transcribed")];
const speaking = [...thinking, of("first_audio")];
const heardForLong = [...speaking, of("window_closed")];
const playing = [...heardForLong, finished()];

describe("one turn after another", () => {
  test.each<[string, MachineEvent[], string[]]>([
    [
      "a spoken turn begins in the pause and is committed at its end",
      spoken,
      ["hearing", "prefill speaking", "preemptive 1 speech", "thinking", "commit 1"],
    ],
    [
      "without a pause long enough for a preemptive turn it begins at the end",
      [start(), sustained, end()],
      ["hearing", "prefill speaking", "thinking", "begin 1 speech"],
    ],
    [
      "its reply is shown and played out",
      [...playing, of("played_out")],
      [
        "hearing",
        "prefill speaking",
        "preemptive 1 speech",
        "thinking",
        "commit 1",
        "speaking",
        "record 1",
        "prefill",
        "listening",
      ],
    ],
    [
      "a pause within the utterance discards the preemptive turn, but for its words",
      [start(), pause(), resumed, pause(200), end(200)],
      [
        "hearing",
        "prefill speaking",
        "preemptive 1 speech",
        "overtake 1",
        "prefill speaking",
        "preemptive 2 speech",
        "thinking",
        "commit 2",
      ],
    ],
    [
      "a preemptive turn of other audio is not committed",
      [start(), pause(100), end(120)],
      ["hearing", "prefill speaking", "preemptive 1 speech", "abort 1", "thinking", "begin 2 speech"],
    ],
    [
      "nothing said: back to listening",
      [...spoken, of("nothing_said")],
      ["hearing", "prefill speaking", "preemptive 1 speech", "thinking", "commit 1", "listening"],
    ],
    [
      "a failure: back to listening",
      [...spoken, of("failed")],
      [
        "hearing",
        "prefill speaking",
        "preemptive 1 speech",
        "thinking",
        "commit 1",
        "record 1",
        "listening",
        "prefill",
      ],
    ],
    [
      "a typed turn",
      [text, of("first_audio"), finished()],
      ["thinking", "begin 1 text", "speaking", "record 1", "prefill"],
    ],
    [
      "a reply without sound leaves at once",
      [text, finished(1, false)],
      ["thinking", "begin 1 text", "record 1", "listening", "prefill"],
    ],
    ["a correction", [edit], ["thinking", "begin 1 edit"]],
    ["audio_end without speech is answered", [noSpeech], ["listening"]],
    ["interrupt with nothing to interrupt is answered", [interrupt], ["listening"]],
  ])("%s", (_, events, log) => {
    expect(play(events).log).toEqual(log);
  });
});

describe("speech of which nothing was recognised", () => {
  const unclear = [...spoken, of("nothing_said")];
  test.each<[string, MachineEvent[], string[]]>([
    ["is stored with its sound when nothing follows", [of("window_closed")], ["record 1", "prefill"]],
    [
      "is recognised together with the speech that follows at once",
      [start(200, 2_500), sustained, end(900)],
      ["overtake 1", "hearing", "prefill speaking", "thinking", "begin 2 speech"],
    ],
    [
      "stays alone when speech follows later",
      [start(200, 2_501), sustained, end(900)],
      ["record 1", "hearing", "prefill speaking", "thinking", "begin 2 speech"],
    ],
    ["is stored when something is typed", [text], ["record 1", "thinking", "begin 2 text"]],
    ["is stored when the client leaves", [leave], ["record 1"]],
  ])("%s", (_, events, log) => {
    expect(play(events, play(unclear).state).log).toEqual(log);
  });

  it("keeps its sound for what follows", () => {
    expect(earliestNeededSample(play(unclear).state)).toBe(0);
    const joined = play([start(200, 2_000), sustained, end(900)], play(unclear).state);
    expect(joined.state.turn?.range).toEqual({ startSample: 0, endSample: 900 });
  });
});

describe("one thought is one turn", () => {
  const again = [start(200, 1_200), sustained];
  const goesOn = ["withdraw 1", "hearing", "prefill speaking"];
  const second = [pause(300), end(300)];
  test.each<[string, MachineEvent[], MachineEvent[], string[]]>([
    ["speech while the reply is prepared goes on with its turn", thinking, again, goesOn],
    ["speech within half a second of the first sound too", speaking, [start(200, 1_500), sustained], goesOn],
    [
      "later speech interrupts",
      speaking,
      [start(200, 1_501), sustained],
      ["abort 1 keep barge_in", "hearing", "prefill speaking"],
    ],
    ["a reply that was sent whole goes the same way", [...speaking, finished()], again, goesOn],
    [
      "and one that was played out already",
      [...speaking, finished(), of("played_out")],
      again,
      ["hearing", "prefill speaking", "withdraw 1"],
    ],
    [
      "the words that follow keep the turn",
      [...speaking, ...again],
      [...second, of("transcribed", 2), of("first_audio", 2), of("window_closed", 2), finished(2)],
      ["preemptive 2 speech goes on with 1", "thinking", "commit 2", "speaking", "record 2", "prefill"],
    ],
    [
      "a pause in them too",
      [...speaking, ...again],
      [pause(300), resumed, pause(400), end(400)],
      [
        ...["preemptive 2 speech goes on with 1", "overtake 2", "prefill speaking"],
        ...["preemptive 3 speech goes on with 1", "thinking", "commit 3"],
      ],
    ],
    [
      "and further words before these are recognised",
      [...speaking, ...again, ...second],
      [start(500), sustained, end(900)],
      ["overtake 2", "hearing", "prefill speaking", "thinking", "begin 3 speech goes on with 1"],
    ],
    [
      "and further words while their reply is prepared",
      [...speaking, ...again, ...second, of("transcribed", 2)],
      [start(500), sustained, end(900)],
      ["withdraw 2", "hearing", "prefill speaking", "thinking", "begin 3 speech goes on with 2"],
    ],
    [
      "an ended turn is stored when nothing can go on with it any more",
      [...speaking, finished()],
      [of("window_closed")],
      ["record 1", "prefill"],
    ],
    [
      "or when its sound is stopped",
      [...speaking, finished()],
      [interrupt],
      [...["stop 1 user_stop", "record 1", "listening", "prefill"]],
    ],
    [
      "or when something is typed",
      [...speaking, finished()],
      [text],
      [...["stop 1 barge_in", "record 1", "thinking", "begin 2 text"]],
    ],
    ["or when the client leaves", [...speaking, finished()], [leave], ["stop 1", "record 1", "listening"]],
    [
      "a typed turn is not continued by speech",
      [text],
      again,
      [...["abort 1 keep barge_in", "hearing", "prefill speaking"]],
    ],
    [
      "nor one that was stopped",
      [...thinking, interrupt],
      again,
      [...["abort 1 keep barge_in", "hearing", "prefill speaking"]],
    ],
    [
      "typing gives up the words that were to follow, and keeps those before",
      [...thinking, ...again],
      [text],
      [...["abort 1 keep barge_in", "thinking", "begin 2 text"]],
    ],
    [
      "so does leaving",
      [...thinking, ...again, pause(300)],
      [leave],
      ["abort 2", "abort 1 keep disconnect", "listening"],
    ],
    [
      "a recogniser that fails leaves them with the turn that failed",
      [...thinking, ...again, ...second],
      [of("failed", 2)],
      [...["record 2", "listening", "prefill"]],
    ],
    [
      "Stop before the next words are recognised keeps the turn",
      [...thinking, ...again, ...second],
      [cancel],
      [...["abort 2 keep user_stop", "listening", "prefill"]],
    ],
    [
      "without a reply, speech that begins within half a second goes on all the same",
      [...thinking, of("failed")],
      [start(200, 1_500), sustained],
      ["hearing", "prefill speaking", "withdraw 1"],
    ],
    [
      "later speech does not: the turn without a reply is stored",
      [...thinking, of("failed")],
      [start(200, 1_501), sustained],
      [...["hearing", "prefill speaking", "record 1", "prefill speaking"]],
    ],
    ["nor where none began", [...thinking, of("failed")], [of("window_closed")], ["record 1", "prefill"]],
    [
      "a short word right after a short reply is a turn of its own, and the one before is stored",
      [...speaking, finished(), of("played_out")],
      [start(200, 1_200), pause(300), end(300)],
      ["hearing", "prefill speaking", "preemptive 2 speech", "record 1", "thinking", "commit 2"],
    ],
    ["a cough in the reply's first moment changes nothing", speaking, [start(200, 1_200), end(300)], []],
  ])("%s", (_, before, events, log) => {
    expect(play(events, play(before).state).log).toEqual(log);
  });

  it("hears the whole thought again, from its beginning", () => {
    const { state, effects } = play([...again, end(9_000)], play(thinking).state);
    expect(effects).toContainEqual(
      expect.objectContaining({
        type: "begin_turn",
        source: { kind: "speech", range: { startSample: 0, endSample: 9_000 } },
      }),
    );
    expect(earliestNeededSample(play(speaking).state)).toBe(0);
    expect(earliestNeededSample(play([of("window_closed")], play(speaking).state).state)).toBeNull();
    expect(state.turn?.range).toEqual({ startSample: 0, endSample: 9_000 });
  });

  it("a thought too long for one call is interrupted by what follows it", () => {
    const long = [start(), sustained, end(40 * 16_000), of("transcribed")];
    expect(play([start(41 * 16_000, 0), sustained], play(long).state).log[0]).toBe("abort 1 keep barge_in");
  });
});

describe("interruptions", () => {
  test.each<[string, MachineEvent[], MachineEvent[], string[]]>([
    [
      "interrupt while thinking asks for silence, and the text goes on",
      thinking,
      [interrupt],
      ["silence 1", "thinking"],
    ],
    ["interrupt while speaking too", speaking, [interrupt], ["silence 1", "thinking"]],
    [
      "a silenced turn never speaks, and ends with its text",
      thinking,
      [interrupt, of("first_audio"), finished(1, false)],
      ["silence 1", "thinking", "record 1", "listening", "prefill"],
    ],
    [
      "a second interrupt ends the writing",
      speaking,
      [interrupt, interrupt],
      [...["silence 1", "thinking", "abort 1 keep user_stop", "listening", "prefill"]],
    ],
    ["asking for silence twice ends no writing", speaking, [silence, silence], ["silence 1", "thinking", "thinking"]],
    [
      "an interrupt of the reply ends the writing at once",
      speaking,
      [cancel],
      [...["abort 1 keep user_stop", "listening", "prefill"]],
    ],
    [
      "new words end the writing of a silenced reply",
      speaking,
      [interrupt, text],
      [...["silence 1", "thinking", "abort 1 keep barge_in", "thinking", "begin 2 text"]],
    ],
    ["interrupt while the reply plays stops it", playing, [interrupt], ["stop 1 user_stop", "listening", "prefill"]],
    [
      "interrupt before the words are known loses none of them",
      spoken,
      [interrupt, of("transcribed")],
      [...["silence 1", "thinking"]],
    ],
    ["interrupt while hearing stops nothing", [start()], [interrupt], ["hearing"]],
    ["interrupt in a pause leaves the preemptive turn alone", [start(), pause()], [interrupt], ["hearing"]],
    ["short speech does not interrupt", speaking, [start(), end()], []],
    [
      "a reply that broke off and still plays is stopped",
      [...speaking, failedSpeaking],
      [interrupt],
      ["stop 1 user_stop", "record 1", "listening", "prefill"],
    ],
    [
      "speech for long enough interrupts",
      speaking,
      [start(200), sustained],
      ["abort 1 keep barge_in", "hearing", "prefill speaking"],
    ],
    [
      "speech for long enough stops a reply that only plays",
      playing,
      [start(200), sustained],
      ["stop 1 barge_in", "hearing", "prefill speaking"],
    ],
    ["typing while thinking", thinking, [text], ["abort 1 keep barge_in", "thinking", "begin 2 text"]],
    ["typing while the reply plays", playing, [text], ["stop 1 barge_in", "thinking", "begin 2 text"]],
    [
      "typing while hearing drops the speech",
      [start(), pause()],
      [text, resumed, sustained, end()],
      ["abort 1", "thinking", "begin 2 text"],
    ],
    ["a correction while speaking", speaking, [edit], ["abort 1 keep barge_in", "thinking", "begin 2 edit"]],
    ["the client leaves during a preemptive turn", [start(), pause()], [leave], ["abort 1", "listening"]],
    ["the client leaves while thinking", thinking, [leave], ["abort 1 keep disconnect", "listening"]],
    ["the client leaves while it listens", playing, [leave], ["stop 1", "listening"]],
    ["the client goes away while it listens", playing, [goAway], ["stop 1 disconnect", "listening", "prefill"]],
    [
      "the client goes away while the reply is written",
      speaking,
      [goAway, leave],
      [...["silence 1 disconnect", "thinking", "abort 1 keep disconnect", "listening"]],
    ],
    [
      "the client leaves for another conversation while it listens",
      playing,
      [leaveForAnother],
      ["stop 1 user_stop", "listening"],
    ],
  ])("%s", (_, before, events, log) => {
    expect(play(events, play(before).state).log).toEqual(log);
  });

  it("joins speech that goes on before its first part was recognised", () => {
    const before = play([start(1_000), sustained, end(20_000)]).state;
    const { effects } = play([start(30_000), sustained, end(60_000)], before);
    expect(effects).toContainEqual({
      type: "begin_turn",
      generation: 2,
      source: { kind: "speech", range: { startSample: 1_000, endSample: 60_000 } },
      preemptive: false,
      goesOnWith: null,
    });
  });

  it("lets the words of a long utterance be recognised before speech interrupts it", () => {
    const long = 40 * 16_000;
    const before = play([start(0), sustained, end(long)]).state;
    const waiting = play([start(long + 10), sustained], before);
    expect(waiting.log).toEqual([]);
    expect(play([of("transcribed")], waiting.state).log).toEqual([
      "abort 1 keep barge_in",
      "hearing",
      "prefill speaking",
    ]);
  });

  it("loses neither a long utterance nor one that ends before it was recognised", () => {
    const long = 40 * 16_000;
    const both = play([start(0), sustained, end(long), start(long + 10), sustained, end(long + 9_000)]).state;
    expect(earliestNeededSample(both)).toBe(0);
    const known = play([of("transcribed")], both);
    expect(known.log).toEqual(["abort 1 keep barge_in", "thinking", "begin 2 speech"]);
    expect(known.state.turn?.range).toEqual({ startSample: long + 10, endSample: long + 9_000 });
    expect(play([of("nothing_said")], both).log).toEqual(["abort 1", "thinking", "begin 2 speech"]);
    expect(play([of("failed")], both).state.turn?.range).toEqual({ startSample: long + 10, endSample: long + 9_000 });
    expect(play([leave], both).state.next).toBeNull();
  });

  it("hears speech that began during the end of a reply", () => {
    const { log, state } = play([start(500), of("played_out"), sustained, pause(900), end(900)], play(playing).state);
    expect(log).toEqual(["hearing", "prefill speaking", "preemptive 2 speech", "thinking", "commit 2"]);
    expect(state.turn?.range).toEqual({ startSample: 500, endSample: 900 });
  });

  it("keeps the audio of speech that is not transcribed yet", () => {
    expect(earliestNeededSample(initialState)).toBeNull();
    const untranscribed = play([start(500), sustained, end(900)]).state;
    expect(earliestNeededSample(play([start(1_000)], untranscribed).state)).toBe(500);
    const transcribed = play([of("transcribed"), start(1_000)], untranscribed).state;
    expect(earliestNeededSample(transcribed)).toBe(500);
    expect(earliestNeededSample(play([of("window_closed")], transcribed).state)).toBe(1_000);
  });
});

describe("late events", () => {
  test.each([
    of("transcribed", 1),
    of("first_audio", 1),
    of("nothing_said", 1),
    of("failed", 1),
    of("played_out", 1),
    finished(1),
  ])("$type of an earlier generation changes nothing", (event) => {
    const { state } = play([text, text]);
    expect(step(state, event)).toEqual({ state, effects: [] });
  });

  it("of a preemptive turn wait for its commit", () => {
    const { state } = play([start(), pause()]);
    for (const event of [of("failed"), of("nothing_said"), of("first_audio"), finished()]) {
      expect(step(state, event)).toEqual({ state, effects: [] });
    }
  });
});

describe("whatever happens in whatever order", () => {
  /** A repeatable sequence in [0, 1). */
  function randomSequence(seed: number): () => number {
    let value = seed;
    return () => {
      value = (Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
      return value / 2 ** 32;
    };
  }

  /** Any event, also ones that the parts around the machine would not send at this point. */
  function randomEvent(state: MachineState, random: () => number): MachineEvent {
    const sample = Math.floor(random() * 100_000);
    const generation = Math.max(0, state.generation - Math.floor(random() * 3));
    const all: MachineEvent[] = [
      start(sample),
      sustained,
      pause(sample),
      resumed,
      end(sample),
      noSpeech,
      interrupt,
      cancel,
      text,
      edit,
      of("transcribed", generation),
      of("first_audio", generation),
      of("nothing_said", generation),
      of("failed", generation),
      finished(generation, random() < 0.5),
      of("played_out", generation),
      of("window_closed", generation),
      leave,
    ];
    return all[Math.floor(random() * all.length)] ?? noSpeech;
  }

  it("at most one turn runs, each one begun is ended once, and it can always come back to listening", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = randomSequence(seed);
      let state = initialState;
      let running: number | null = null;
      let committed = new Set<number>();
      let shown = "listening";
      const run = (event: MachineEvent) => {
        const next = step(state, event);
        for (const effect of next.effects) {
          if (effect.type === "begin_turn") {
            expect(running).toBeNull();
            expect(effect.generation).toBe(state.generation + 1);
            running = effect.generation;
            if (!effect.preemptive) committed = new Set([...committed, effect.generation]);
          }
          if (effect.type === "commit_turn") {
            expect(effect.generation).toBe(running);
            expect(committed.has(effect.generation)).toBe(false);
            committed.add(effect.generation);
          }
          if (effect.type === "abort_turn") {
            expect(effect.generation).toBe(running);
            if (effect.keep) expect(committed.has(effect.generation)).toBe(true);
            running = null;
          }
          if (effect.type === "silence_turn") expect(committed.has(effect.generation)).toBe(true);
          if (effect.type === "stop_playback") expect(effect.generation).toBe(state.playing);
          if (effect.type === "show") shown = effect.state;
        }
        if (state.turn && !next.state.turn && running === state.turn.generation) running = null;
        state = next.state;
        expect(state.turn?.generation ?? null).toBe(running);
        expect(state.turn && state.turn.phase !== "preemptive" ? state.playing : null).toBeNull();
        expect(shown).toBe(shownState(state));
      };
      for (let i = 0; i < 100; i++) run(randomEvent(state, random));
      run(cancel);
      run(end(1_000_000));
      run(cancel);
      expect(shownState(state)).toBe("listening");
      expect(state.turn).toBeNull();
    }
  });
});

describe("when nobody listens any more", () => {
  const notListening: MachineEvent = { type: "listening_ended" };
  test.each<[string, MachineEvent[], string[]]>([
    ["a typed reply goes on", [text, notListening, of("first_audio")], ["thinking", "begin 1 text", "speaking"]],
    ["what was said before is answered", [...spoken, notListening, of("transcribed")], play(spoken).log],
    [
      "a preemptive turn is dropped",
      [start(), pause(), notListening],
      [...play([start(), pause()]).log, "abort 1", "listening", "prefill"],
    ],
    ["speech in progress becomes no turn", [start(), notListening, end()], [...play([start()]).log, "listening"]],
  ])("%s", (_, events, log) => {
    expect(play(events).log).toEqual(log);
  });

  it("words that are still being recognised survive a new listener, which counts its samples from 0", () => {
    const heard = play([start(1_000_000), end(1_100_000), notListening]);
    expect(earliestNeededSample(heard.state)).toBeNull();
    const { state, effects } = play([start(500), sustained, end(9_000), of("transcribed")], heard.state);
    expect(effects.map(describeEffect)).toEqual(["abort 1 keep barge_in", "thinking", "begin 2 speech"]);
    expect(state.turn?.range).toEqual({ startSample: 500, endSample: 9_000 });
  });
});
