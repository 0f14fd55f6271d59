import { describe, expect, it } from "vitest";
import { ConversationContext } from "../../../lib/conversation-context";
import { ReplyPlayout } from "./reply-playout";

const ms = (duration: number) => new Int16Array(duration * 24).fill(1);
const reply = "It is sunny. Take a hat with you.";

function twoSegments(): ReplyPlayout {
  const playout = new ReplyPlayout();
  playout.push(ms(600), 1_000, "It is sunny.");
  playout.push(ms(400), 1_010, undefined);
  playout.push(ms(1_000), 1_500, "Take a hat with you.");
  return playout;
}

describe("what was heard of a reply", () => {
  it.each([
    [1_000, ""],
    [1_400, ""],
    [1_600, "It is sunny."],
    [2_400, "It is sunny."],
    [2_600, reply],
    [9_000, reply],
  ])("at %i ms: %j", (atMs, text) => {
    expect(reply.slice(0, twoSegments().heardChars(atMs, reply))).toBe(text);
  });

  it("counts a gap, when the next piece came too late", () => {
    const playout = new ReplyPlayout();
    playout.push(ms(100), 0, "One.");
    playout.push(ms(100), 500, "Two.");
    expect(playout.endsAtMs).toBe(600);
    expect(playout.gapsMs).toBe(400);
    expect(playout.heardChars(520, "One. Two.")).toBe("One.".length);
  });

  it("counts the length of segments that do not occur in the reply literally, and never more than the reply has", () => {
    const playout = new ReplyPlayout();
    playout.push(ms(100), 0, "three dogs,");
    playout.push(ms(100), 0, "and a cat.");
    expect(playout.heardChars(1_000, "3 dogs, and a cat.")).toBe("3 dogs, and a cat.".length);
  });

  it("is nothing when nothing was sent", () => {
    expect(new ReplyPlayout().heardChars(1_000, reply)).toBe(0);
    expect(new ReplyPlayout().audio()).toBeNull();
  });
});

describe("the conversation so far", () => {
  const turn = (turnNumber: number, supersedesTurnId: string | null = null) => ({
    turnId: `t${turnNumber}`,
    turnNumber,
    userText: `u${turnNumber}`,
    aiText: `a${turnNumber}`,
    heardChars: null,
    language: "en" as const,
    supersedesTurnId,
  });
  const said = (context: ConversationContext) => context.messages().map(({ content }) => content);

  it("leaves out what a correction supersedes and everything after it", () => {
    const context = new ConversationContext([turn(1), turn(2), turn(3), turn(4, "t2"), turn(5)]);
    expect(said(context)).toEqual(["u1", "a1", "u4", "a4", "u5", "a5"]);
    expect(context.has("t3")).toBe(true);
    context.rewindBefore("t4");
    expect(said(context)).toEqual(["u1", "a1"]);
    expect(context.has("t9")).toBe(false);
  });

  it("follows a correction of a correction, and of a turn that had left the context", () => {
    expect(said(new ConversationContext([turn(1), turn(2, "t1"), turn(3, "t2")]))).toEqual(["u3", "a3"]);
    expect(said(new ConversationContext([turn(1), turn(2), turn(3, "t1"), turn(4, "t2")]))).toEqual(["u4", "a4"]);
  });

  it("starts empty after the correction of a turn older than all loaded ones", () => {
    expect(said(new ConversationContext([turn(8), turn(9, "t2"), turn(10)]))).toEqual(["u9", "a9", "u10", "a10"]);
  });

  it("leaves out a turn without a reply", () => {
    expect(said(new ConversationContext([{ ...turn(1), aiText: "" }, turn(2)]))).toEqual(["u2", "a2"]);
  });

  it.each([
    ["en", "One. Two.", 4, "One. [they stopped listening here] Two."],
    ["zh-TW", "第一。第二。", 3, "第一。〔對方聽到這裡就停了〕第二。"],
    ["en", "One. Two.", 0, "One. Two."],
    ["en", "One. Two.", 9, "One. Two."],
    ["en", "One. Two. ", 9, "One. Two. "],
    ["en", "One. Two.", null, "One. Two."],
  ] as const)("%s: of %j heard to %s the model reads %j", (language, aiText, heardChars, content) => {
    expect(said(new ConversationContext([{ ...turn(1), language, aiText, heardChars }]))[1]).toBe(content);
  });

  it("learns later where the listener stopped, and keeps all that was shown", () => {
    const context = new ConversationContext([{ ...turn(1), aiText: "One. Two.", heardChars: 9 }]);
    context.stopHearing("t1", 4);
    expect(said(context)[1]).toBe("One. [they stopped listening here] Two.");
  });
});
