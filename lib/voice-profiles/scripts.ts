import type { Language } from "../languages";

/**
 * What somebody reads for a reference, some 15 s: plain words, statements, a question and an answer, so that the clone
 * learns how this voice rises and falls.
 */
export const recordingScripts: Record<Language, string> = {
  "zh-TW":
    "您好，很高興為您服務。我現在用平常說話的聲音，不急不徐地念這一段文字。窗外偶爾有風吹過，茶還是溫的。說到問題的時候，語氣會往上揚，對不對？回答的時候，聲音又慢慢地落下來。",
  en: "Hello, and thank you for listening. I am reading these lines in my everyday voice, neither fast nor slow. Now and then the wind moves the trees outside, and the tea is still warm. A question goes up at its end, doesn't it? And an answer comes back down.",
};
