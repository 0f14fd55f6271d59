import { describe, expect, it } from "vitest";
import { type EndpointEvent, Endpointer, endpointing } from "./endpointing";

const frame = 512;
const pausing = (endpointPauseMs: number) => new Endpointer({ endpointPauseMs, sensitivity: 0.5 });
/** `#` is speech, `+` is neither certainly speech nor silence, `.` is silence; one character a frame of 32 ms. */
function listen(frames: string, endpointer = pausing(700)): EndpointEvent[] {
  return [...frames].flatMap((mark) => endpointer.push(mark === "#" ? 0.9 : mark === "+" ? 0.42 : 0.05));
}
const types = (events: EndpointEvent[]) => events.map(({ type }) => type);
const speech = "#".repeat(20);
const pause250 = ".".repeat(8);
const pause700 = ".".repeat(22);

describe("speech", () => {
  it("begins with a pre-roll, may end after 250 ms and ends after 700 ms, at its last frame", () => {
    expect(listen(`${".".repeat(20)}${speech}${pause700}`)).toEqual([
      { type: "speech_start", startSample: 20 * frame - 4_800 },
      { type: "speech_sustained" },
      { type: "possible_end", endSample: 40 * frame },
      { type: "speech_end", endSample: 40 * frame, forced: false },
    ]);
  });

  it("has no pre-roll before the beginning of the stream", () => {
    expect(listen(speech)[0]).toEqual({ type: "speech_start", startSample: 0 });
  });

  it("goes on after a pause that was not the end", () => {
    expect(types(listen(`${speech}${pause250}${speech}${pause700}`))).toEqual([
      "speech_start",
      "speech_sustained",
      "possible_end",
      "speech_resumed",
      "possible_end",
      "speech_end",
    ]);
  });

  it("does not notice a gap shorter than that", () => {
    expect(types(listen(`${speech}.......${speech}`))).toEqual(["speech_start", "speech_sustained"]);
  });

  it("stays speech at a probability that would not have begun it", () => {
    const { endSample } = listen(`${speech}++++${pause250}`).at(-1) as { endSample: number };
    expect(endSample).toBe(24 * frame);
    expect(listen("+".repeat(100))).toEqual([]);
  });

  it("begins and goes on at lower probabilities, the more sensitive the setting", () => {
    const at = (sensitivity: number) => new Endpointer({ endpointPauseMs: 700, sensitivity });
    const softly = (probability: number, endpointer: Endpointer) =>
      types([...speech].flatMap(() => endpointer.push(probability)));
    expect(softly(0.25, at(0.5))).toEqual([]);
    expect(softly(0.25, at(1))).toEqual(["speech_start", "speech_sustained"]);
    expect(softly(0.75, at(0.5))).toEqual(["speech_start", "speech_sustained"]);
    expect(softly(0.75, at(0))).toEqual([]);
    const sensitive = at(1);
    listen(speech, sensitive);
    expect(types(listen(pause700, sensitive))).toEqual(["possible_end", "speech_end"]);
  });

  it("ends after the chosen pause", () => {
    expect(types(listen(`${speech}${".".repeat(13)}`, pausing(400)))).toContain("speech_end");
    expect(types(listen(`${speech}${".".repeat(12)}`, pausing(400)))).not.toContain("speech_end");
    expect(types(listen(`${speech}${".".repeat(90)}`, pausing(3_000)))).not.toContain("speech_end");
  });

  it("is cut when it goes on for too long, and the next utterance follows at once", () => {
    const maxFrames = Math.ceil((endpointing.maxUtteranceMs * 16) / frame);
    const events = listen("#".repeat(maxFrames + 10));
    expect(events).toContainEqual({ type: "speech_end", endSample: maxFrames * frame, forced: true });
    expect(types(events)).toEqual([
      "speech_start",
      "speech_sustained",
      "speech_end",
      "speech_start",
      "speech_sustained",
    ]);
  });
});

describe("what is not speech", () => {
  it.each([
    ["silence", ".".repeat(500)],
    ["a click", "....##......"],
    ["keys, one after another", "##....#...###....##.....##....".repeat(20)],
    ["just under the minimum", "######......"],
  ])("%s", (_, frames) => {
    expect(listen(frames)).toEqual([]);
  });
});

describe("the client says that it stopped", () => {
  it("ends speech at its last frame, at once", () => {
    const endpointer = pausing(700);
    listen(`${speech}...`, endpointer);
    expect(endpointer.finish()).toEqual([{ type: "speech_end", endSample: 20 * frame, forced: false }]);
    expect(endpointer.active).toBe(false);
  });

  it("takes a word that would have been too short otherwise", () => {
    const endpointer = pausing(700);
    listen("....####", endpointer);
    expect(endpointer.finish()).toEqual([
      { type: "speech_start", startSample: 0 },
      { type: "speech_end", endSample: 8 * frame, forced: false },
    ]);
  });

  it("finds nothing in silence or a click", () => {
    for (const frames of ["", "........", "##"]) {
      const endpointer = pausing(700);
      listen(frames, endpointer);
      expect(endpointer.finish()).toEqual([]);
    }
  });
});
