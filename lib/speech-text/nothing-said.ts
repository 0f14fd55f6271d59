import { hasSound } from "./has-sound";

/** What recognisers write for sounds that are not speech: "[BLANK_AUDIO]", "(music)", "*coughs*", "♪". */
const annotation = /\[[^\]]*\]|\([^)]*\)|（[^）]*）|【[^】]*】|\*[^*]*\*|♪[^♪]*♪?/gu;

/** "字幕組是什麼？", "謝謝收看的英文怎麼說": a person asks about the phrase, or wants it translated. */
const question = /[？?嗎吗呢什怎哪誰谁翻]/;
/** Words of a question, of a wish, of an amount, or of a person who talks about themselves. */
const personal =
  /[？?嗎吗呢什怎哪誰谁翻多幾几要能可會会請请我你]|\b(?:i|i'm|my|we|you|what|how|who|is|are|does|do|can|please)\b/;

/**
 * What Whisper writes for silence and noise: the credits and farewells of the subtitles that it was trained on.
 * `unless` matches what only a person would say with the same words.
 */
const subtitleEndings: { ending: RegExp; unless?: RegExp }[] = [
  {
    ending:
      /^(?:thanks|thank you)(?: so much| very much)? for watching(?: (?:this|my|our|the) videos?)?(?:\P{L}*$|\P{L}+(?:and|i'll|we'll|see you|bye|please|don't forget)\b)/u,
  },
  { ending: /^(?:please )?(?:like and )?subscribe(?: to (?:this|my|our|the) channel)?\P{L}*$/u },
  { ending: /^subtitles? by .{1,40}$/, unless: /\?|^subtitles? by default\b/ },
  // Amara.org's credit stands in many languages, alone or beside a word for subtitles or community.
  { ending: /^(?:by )?(?:the )?amara\.?org\P{L}*$/u, unless: personal },
  {
    ending: /^(?=.*amara\.?org).*(?:subtitle|communit|字幕|社群|社[區区]|sous-titr|untertitel|subt[ií]tul)/,
    unless: personal,
  },
  { ending: /^(?:中文)?字幕(?:by|由|提供|志[愿願]者).{0,24}$/, unless: personal },
  // A name, if any, comes after a mark or a space: "字幕組很用心" is a person's opinion.
  { ending: /^(?:中文)?字幕(?:[製制]作人?|[組组])(?:[^\p{L}\p{N}].{0,23})?$/u, unless: personal },
  { ending: /^.{0,12}字幕[組组]\P{L}*$/u, unless: personal },
  {
    ending: /^(?:謝謝|谢谢|多謝|多谢|感謝|感谢)(?:大家|各位|您|你)?的?(?:[觀观]看|收看|收[聽听]).{0,40}$/,
    unless: question,
  },
  { ending: /不吝[點点按][贊赞讚]/, unless: question },
  { ending: /明[鏡镜][與与][點点]{2}/, unless: question },
];

/** What a transcript says besides annotations; "" for nothing. */
const wordsOf = (transcript: string): string => {
  const words = transcript.replace(annotation, " ").trim();
  return hasSound(words) ? words : "";
};

/** True when a transcript has no words: it consists of marks and of annotations for sounds that are not speech. */
export function isNothingSaid(transcript: string): boolean {
  return wordsOf(transcript) === "";
}

/**
 * True when all of a transcript is the ending of a subtitle, which recognisers write for noise and people say now and
 * then: its words count once something besides them says that somebody spoke (`TranscriptEvent.isJudged`, a second
 * recogniser, `fitsSpokenLength`). A question or a wish with the same words is a person's.
 */
export function isSubtitleEnding(transcript: string): boolean {
  const plain = wordsOf(transcript)
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/^[\p{P}\s]+/u, "");
  return subtitleEndings.some(({ ending, unless }) => ending.test(plain) && !unless?.test(plain));
}
