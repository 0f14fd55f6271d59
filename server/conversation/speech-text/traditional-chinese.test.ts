import { Converter } from "opencc-js/cn2t";
import { expect, test } from "vitest";
import { createTraditionalStream, toTraditional } from "./traditional-chinese";

const library = Converter({ from: "cn", to: "twp" });

const texts = [
  "软件和网络里的信息，鼠标在干燥的头发后面。",
  "他想了解一下什么是人工智能，干部在乾隆皇后面前发表了意见。",
  "这家台湾的计算机公司里，我用打印机打印了几页数据，然后发短信给出租车司机。",
  "这个数据库的默认用户界面有多线程，服务器用网络读取硬盘。",
  "Hello, 世界! Node.js 里的 Promise 是异步编程的基础，3.14 和 1,000 不变。",
  "面条三只，一只鸡，后天下面条。理发师发了财，松树很松。钟表的钟，钟情的锺。",
  "重庆有人口三千万，台风来了；胡同里有一块表，里程表坏了。",
  "奥巴马访问了新西兰、老挝和意大利，悉尼的出租车很贵。",
  "𠮷野家的𫞩很好吃。这里有emoji🙂和生僻字。",
  // Characters whose Traditional form is longer in UTF-16, right before words for which Taiwan has another term.
  "㓆B超，㳢U盘，䜥SQL注入，㛟PN结。",
  "一丝不苟地说：“我们去吃方便面、菠萝和土豆吧！”",
];

test.each(texts)("as OpenCC's s2twp: %s", (text) => {
  expect(toTraditional(text)).toBe(library(text));
});

test.each(texts)("the same in any pieces: %s", (text) => {
  const characters = [...text];
  for (const size of [1, 2, 3, 5, 7]) {
    const stream = createTraditionalStream();
    let result = "";
    for (let at = 0; at < characters.length; at += size)
      result += stream.push(characters.slice(at, at + size).join(""));
    expect(result + stream.flush()).toBe(library(text));
  }
});

/** Words of offices, banks, clinics and names, which OpenCC's list for texts about computers would replace. */
const everyday =
  "現在線路忙線中 請準備身分證文件 結婚對象 服務對象 謝謝您的支持 檢查項目 收費項目 三號窗口 菜單在桌上 血液循環 局部麻醉 分區停電 刷新紀錄 " +
  "掛斷電話 擴展業務 好消息 食品添加物 社區管理委員會 聲明書 包羅萬象 請勿觸摸 醫療設備 登錄發票 實價登錄 打開窗戶 高級餐廳 請保存收據 " +
  "血型類型 使用權限 導入新制度 時鐘的指針 電影腳本 綁定信用卡 水溢出來 呼出一口氣 參數 三角函數 顧全局 交互作用 銀行代碼 連接埠 公車運行 " +
  "調製飲料 保持聯繫 訴訟程序 辦理程序 用電用戶 增加納稅 勇敢的士兵 也門診過 體內存在 簡短信件 數據機 搜索票 智能障礙 核對審核結果 " +
  "余先生 于小姐 游先生 范媽媽 岳小姐 公里 里長 鄰里 干擾 干預 若干 准考證 准許 長征 風采 台北 櫃台 公布 家具 伙伴 占用 皇后 太后 漏斗 人云亦云";

test.each(everyday.split(" "))("leaves Taiwan's own words as they are: %s", (text) => {
  expect(toTraditional(text)).toBe(text);
});

test.each([
  ["他的頭发很長，理发师说要两百元。", "他的頭髮很長，理髮師說要兩百元。"],
  ["請帶備注和挂號單，診所在公司里面。", "請帶備註和掛號單，診所在公司裡面。"],
  ["這里有兩只狗，那里有一台电脑。", "這裡有兩隻狗，那裡有一台電腦。"],
  ["请问，银行的账单可以分期吗？", "請問，銀行的帳單可以分期嗎？"],
  ["早上好！公交車還沒來，您可以掃二維碼。", "早安！公車還沒來，您可以掃QR 碼。"],
  ["應用程序里的密码可以修改，内存不足時請關閉小程序。", "應用程式裡的密碼可以修改，記憶體不足時請關閉小程式。"],
])("converts what is Simplified among Traditional, also within a word: %s", (mixed, expected) => {
  expect(toTraditional(mixed)).toBe(expected);
  const stream = createTraditionalStream();
  expect([...mixed].map((character) => stream.push(character)).join("") + stream.flush()).toBe(expected);
});

test("holds back no more than a phrase needs", () => {
  const stream = createTraditionalStream();
  expect(stream.push("今天天气很好。")).toBe("今天天氣很好。");
  expect(stream.push("鼠")).toBe("");
  expect(stream.push("标，")).toBe("滑鼠，");
  expect(stream.push("Hello ")).toBe("Hello ");
  let held = 0;
  let longestHeld = 0;
  for (const character of texts.join("")) {
    held += 1;
    held -= [...stream.push(character)].length;
    longestHeld = Math.max(longestHeld, held);
  }
  expect(longestHeld).toBeLessThanOrEqual(12);
});
