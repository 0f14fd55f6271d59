/** What recognisers write for sounds that are not speech: "[BLANK_AUDIO]", "(music)", "*coughs*", "♪". */
const annotation = /\[[^\]]*\]|\([^)]*\)|（[^）]*）|【[^】]*】|\*[^*]*\*|♪[^♪]*♪?/gu;

/** What Whisper writes for silence and noise: the ends of the subtitles that it learned from. */
const subtitleEndings = [
  /^(?:thanks|thank you)(?: so much| very much)? for watching(?: (?:this|my|our|the) videos?)?(?:\P{L}*$|\P{L}+(?:and|i'll|we'll|see you|bye|please|don't forget)\b)/u,
  /^(?:please )?(?:like and )?subscribe(?: to (?:this|my|our|the) channel)?\P{L}*$/u,
  /subtitles? by the amara\.?org community/,
  /amara\.?org/,
  // Short, and neither a question nor a wish: "字幕組是什麼？" is one that a person has.
  /^字幕(?:by|由|志愿者|志願者|製作|制作|組|组)(?!.*[？?嗎吗呢什怎哪誰谁多幾几要能可會会請请我你]).{0,24}$/,
  /^(?:謝謝|谢谢|感謝|感谢)(?:大家|您|你)?(?:的)?(?:觀看|观看|收看|收聽|收听)/,
  /(?:請|请)?不吝(?:點贊|点赞|點讚).*(?:訂閱|订阅)/,
  /明鏡與點點|明镜与点点/,
];

/** True when a transcript has no words that a person said: noise must never reach the language model. */
export function isNothingSaid(transcript: string): boolean {
  const words = transcript.replace(annotation, " ").trim();
  if (!/[\p{L}\p{N}]/u.test(words)) return true;
  const plain = words.toLowerCase().replace(/\s+/g, " ");
  return subtitleEndings.some((ending) => ending.test(plain));
}
