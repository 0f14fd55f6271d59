import type { Expectations } from "./expectations";
import type { Thresholds, Verdict } from "./verdict";
import type { CaseComparison, ExpectationCheck, SideView, VerdictReason } from "./views";

export interface Judged extends Pick<CaseComparison, "verdict" | "reasons" | "expectations" | "spread"> {}

export interface JudgedCase {
  expectations: Expectations;
  /** What it is compared with: the recorded turn, or each repeat of another run; empty: there is nothing. */
  bases: readonly SideView[];
  /** Each repeat of the run. */
  results: readonly SideView[];
  /** How many there are to be. */
  repeats: number;
}

/** How a result stands to its base in one respect. */
type Change = "worse" | "better" | "same";
/** The same over all repeats: `unsure` where only some are worse. */
type Certain = Change | "unsure";

/**
 * The verdict by the thresholds. A case is worse only where every repeat is worse than every base: where the model differs
 * from itself as much as from its base, that says nothing.
 */
export function judgeCase({ expectations, bases, results, repeats }: JudgedCase, thresholds: Thresholds): Judged {
  const checks = checkExpectations(expectations, bases, results);
  const spread = spreadOf(results);
  const judged = (verdict: Verdict, ...reasons: VerdictReason[]) => ({
    verdict,
    reasons,
    expectations: checks,
    spread,
  });
  const isMissing = ({ outcome }: SideView) => outcome === "unavailable";
  if (bases.length === 0 || results.length < repeats || bases.some(isMissing) || results.some(isMissing))
    return judged("no_evidence", "missing");

  const over = (change: (base: SideView, result: SideView) => Change): Certain => {
    const changes = bases.flatMap((base) => results.map((result) => change(base, result)));
    if (changes.every((each) => each === changes[0])) return changes[0] ?? "same";
    return changes.includes("worse") ? "unsure" : "same";
  };
  const ended = over((base, result) => {
    if (base.outcome === result.outcome) return "same";
    return result.outcome === "failed" ? "worse" : "better";
  });
  if (ended === "worse") return judged("regressed", "failed");
  if (ended === "unsure") return judged("no_evidence", "failed", "spread");

  const respects: [certain: Certain, worse: VerdictReason, better: VerdictReason][] = [
    [ended, "failed", "recovered"],
    [over(errorRateChange(thresholds)), "transcript_worse", "transcript_better"],
    [over(firstSoundChange(thresholds)), "slower", "faster"],
    ...checks.map((check): [Certain, VerdictReason, VerdictReason] => [
      over((base, result) => expectationChange(check, base, result)),
      "expectation_lost",
      "expectation_met",
    ]),
  ];
  const reasons = new Set<VerdictReason>();
  for (const [certain, worse, better] of respects) {
    if (certain === "worse") reasons.add(worse);
    if (certain === "better") reasons.add(better);
    if (certain === "unsure") reasons.add(worse).add("spread");
  }
  const texts: VerdictReason[] = [];
  const differs = (text: (side: SideView) => string | null) => {
    const known = new Set(bases.map((base) => plain(text(base))));
    return results.some((result) => !known.has(plain(text(result))));
  };
  const heardOtherwise = differs(({ user_text }) => user_text);
  if (heardOtherwise && !reasons.has("transcript_worse") && !reasons.has("transcript_better"))
    texts.push("transcript_changed");
  if (differs(({ ai_text }) => ai_text)) texts.push("reply_changed");
  const has = (wanted: Certain) => respects.some(([certain]) => certain === wanted);
  const verdict: Verdict = has("worse")
    ? "regressed"
    : has("unsure")
      ? "no_evidence"
      : has("better")
        ? "improved"
        : texts.length > 0
          ? "changed"
          : "same";
  return judged(verdict, ...reasons, ...texts);
}

function errorRateChange({ cer }: Thresholds) {
  return ({ error_rate: base }: SideView, { error_rate: result }: SideView): Change => {
    if (base === null || result === null) return "same";
    return byMargin(result - base, cer);
  };
}

function firstSoundChange({ firstSoundShare, firstSoundMs }: Thresholds) {
  return ({ first_sound_ms: base }: SideView, { first_sound_ms: result }: SideView): Change => {
    if (base === null || result === null) return "same";
    return byMargin(result - base, Math.max(firstSoundMs, base * firstSoundShare));
  };
}

/** Sums of decimal fractions must not miss a threshold that they reach on paper. */
const rounding = 1e-9;

function byMargin(more: number, margin: number): Change {
  if (more === 0) return "same";
  if (more >= margin - rounding) return "worse";
  return more <= rounding - margin ? "better" : "same";
}

type Expectation = Pick<ExpectationCheck, "kind" | "value">;

function checkExpectations(
  { mustContain, mustNotContain, maxFirstSoundMs, maxSpeechS }: Expectations,
  bases: readonly SideView[],
  results: readonly SideView[],
): ExpectationCheck[] {
  const asked: Expectation[] = [
    ...mustContain.map((value) => ({ kind: "mustContain", value }) as const),
    ...mustNotContain.map((value) => ({ kind: "mustNotContain", value }) as const),
    ...(maxFirstSoundMs === null ? [] : [{ kind: "maxFirstSoundMs", value: maxFirstSoundMs } as const]),
    ...(maxSpeechS === null ? [] : [{ kind: "maxSpeechS", value: maxSpeechS } as const]),
  ];
  return asked.map((each) => ({ ...each, base_met: metByAll(each, bases), run_met: metByAll(each, results) }));
}

/** Null where a side has nothing to judge; else whether every one fulfils it. */
function metByAll(expectation: Expectation, sides: readonly SideView[]): boolean | null {
  const met = sides.map((side) => isMet(expectation, side));
  if (met.length === 0 || met.includes(null)) return met.includes(false) ? false : null;
  return !met.includes(false);
}

function isMet({ kind, value }: Expectation, side: SideView): boolean | null {
  if (side.outcome !== "done") return side.outcome === "failed" ? false : null;
  switch (kind) {
    case "mustContain":
      return side.ai_text === null ? null : plain(side.ai_text).includes(plain(String(value)));
    case "mustNotContain":
      return side.ai_text === null ? null : !plain(side.ai_text).includes(plain(String(value)));
    case "maxFirstSoundMs":
      return side.first_sound_ms === null ? null : side.first_sound_ms <= Number(value);
    case "maxSpeechS":
      return side.ai_audio_ms <= Number(value) * 1_000;
  }
}

function expectationChange(expectation: Expectation, base: SideView, result: SideView): Change {
  const [before, after] = [isMet(expectation, base), isMet(expectation, result)];
  if (before === null || after === null || before === after) return "same";
  return after ? "better" : "worse";
}

function spreadOf(results: readonly SideView[]): CaseComparison["spread"] {
  if (results.length < 2) return null;
  const sounds = results.flatMap(({ first_sound_ms }) => (first_sound_ms === null ? [] : [first_sound_ms]));
  return {
    first_sound_ms: sounds.length < 2 ? null : Math.max(...sounds) - Math.min(...sounds),
    replies: new Set(results.map(({ ai_text }) => plain(ai_text))).size,
  };
}

/** Width, case and spaces are no difference. */
function plain(text: string | null): string {
  return (text ?? "").normalize("NFKC").toLowerCase().replace(/\s+/gu, " ").trim();
}
