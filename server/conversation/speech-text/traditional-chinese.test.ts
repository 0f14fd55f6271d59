import { Converter } from "opencc-js/cn2t";
import { expect, test } from "vitest";
import { createTraditionalStream, toTraditional } from "./traditional-chinese";

const library = Converter({ from: "cn", to: "twp" });

const texts = [
  "软件和网络里的信息，鼠标在干燥的头发后面。",
  "他想了解一下什么是人工智能，干部在乾隆皇后面前发表了意见。",
  "我在台湾的计算机公司里用打印机打印了几份文件，然后发短信给出租车司机。",
  "裡面的軟體已經是繁體中文了，台灣和臺灣都可以。",
  "这个数据库的默认用户界面支持多线程和内存优化。",
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
