import type { Language } from "../languages";

/**
 * The end of the sentence, anew each time: what an old recording can't contain. Three columns, one entry of each; common
 * words of many sounds that recognisers know, spelt in one way only, without numbers and without a denial.
 */
const columns: Record<Language, readonly (readonly string[])[]> = {
  "zh-TW": [
    "清晨 傍晚 午後 週末 下雨天 夏天 冬天 春天 秋天 過年的時候 放學以後 吃飽以後 天亮以前 颱風過後 月底 星期五晚上".split(
      " ",
    ),
    "奶奶 爺爺 媽媽 爸爸 哥哥 姊姊 弟弟 妹妹 老師 醫生 護士 司機 廚師 鄰居 同學 店員 畫家 農夫 教練 歌手 律師 老闆 房東 校長".split(
      " ",
    ),
    (
      "在陽台種番茄 在河邊釣魚 在公園放風箏 在廚房煮雞湯 在市場買葡萄 在操場打籃球 在圖書館看報紙 在車站等火車 在山上拍照片 " +
      "在海邊撿貝殼 在教室寫書法 在客廳彈鋼琴 在院子洗腳踏車 在麵包店排隊 在咖啡廳寫信 在動物園畫長頸鹿 在游泳池教游泳 " +
      "在房間修手錶 在屋頂看星星 在花園餵鴿子 在路口賣豆花 在夜市吃臭豆腐 在湖邊騎腳踏車 在森林找蘑菇 在車庫修摩托車 " +
      "在窗邊喝烏龍茶 在田裡種西瓜 在博物館看恐龍 在郵局寄包裹 在醫院探望朋友 在學校種向日葵 在餐廳點牛肉麵 在沙發上聽音樂 " +
      "在書店找地圖 在巷口遇見貓咪 在球場踢足球 在碼頭看帆船 在舞台上跳舞 在電影院吃爆米花 在門口掃落葉"
    ).split(" "),
  ],
  en: [
    (
      "my teacher|the young doctor|my brother|her sister|the old captain|our driver|a tall farmer|the new manager|my cousin|the baker|" +
      "his grandmother|our guide|a famous singer|the painter|my best friend|the nurse|a clever student|the postman|our coach|the lawyer"
    ).split("|"),
    (
      "is watering tomatoes|is painting a yellow boat|is baking fresh bread|is fixing a broken chair|is reading the newspaper|" +
      "is looking for mushrooms|is playing the piano|is feeding the pigeons|is watching the stars|is learning to swim|" +
      "is making chicken soup|is washing a bicycle|is writing a long letter|is flying a red kite|is selling fresh fruit|" +
      "is drawing a giraffe|is drinking hot tea|is waiting for the train|is collecting shells|is cleaning the windows|" +
      "is building a wooden table|is growing purple flowers|is taking pictures of birds|is listening to jazz|is cutting a huge melon|" +
      "is carrying a heavy box|is planting a lemon tree|is buying a silver watch|is folding paper boats|is chasing a brown dog"
    ).split("|"),
    (
      "beside the river|in the garden|on a rainy morning|after the meeting|near the station|under a bright moon|at the corner shop|" +
      "before dinner|in the old library|by the open window|on the third floor|along the beach|behind the museum|during the holidays|" +
      "at the top of the hill|across from the school|in early spring|on Saturday evening|outside the hospital|in front of the bakery"
    ).split("|"),
  ],
};

/** How many different ends there are. */
export const randomPartCount = (language: Language) => columns[language].reduce((all, { length }) => all * length, 1);

/** One of them. `random` gives numbers from 0 up to, not including, 1; for a ceremony it must be unpredictable. */
export function randomPart(language: Language, random: () => number): string {
  const chosen = columns[language].map((entries) => entries[Math.floor(random() * entries.length)] ?? "");
  return language === "en" ? chosen.join(" ") : chosen.join("");
}
