/**
 * Characters that OpenCC's Simplified → Traditional list replaces although people in Taiwan write them too: surnames
 * (余 于 范 岳), place names (台 里), names (杰 郁 筑) or words of their own (皇后, 公里, 茶几). The list is what Big5 has
 * of OpenCC's Simplified characters, without those that nobody in Taiwan writes (听, 体, 万), and with a few of names.
 */
export const sharedCharacters = new Set(
  "丑丰么于云仆伙余佣准几凶划占台吁后咨咸唇夸尸岩岳峰帘干床征斗晒朴杠杰涌游灶痴皂秘筑粽群肴范荐虱辟郁采里雇霉" +
    "厘庄昵沄涂淀熏苹蚝蝎跖膻恒祢韵吃",
);

/**
 * What a shared character becomes outside of any phrase where the sentence is Simplified. Only those are here that name
 * nobody, or whose names are among the phrases (皇后, 茶几, 咸豐): 范, 余 and 里 stay as they are.
 */
export const inSimplifiedSentence: ReadonlyMap<string, string> = new Map(
  "后後 几幾 么麼 云雲 咨諮 荐薦 庄莊 咸鹹 夸誇 杠槓 恒恆 着著 涌湧 韵韻 踊踴 檐簷 棱稜 痹痺 睾睪"
    .split(" ")
    .map((pair) => [...pair] as [string, string]),
);

/**
 * Two of the others, by what stands before them in a Simplified sentence: 于 after the end of a verb (对应于), where it
 * is no surname, and 余 after a number (三万余).
 */
export const inSimplifiedContext: ReadonlyMap<string, { before: RegExp; text: string }> = new Map([
  [
    "于",
    {
      before:
        /[应效含用示列购缘负悖产勤敌求建立设置处止限始终归优劣强弱迟善乐便利益忠急陷毕源载刊写住居放寄送交付装藏储绑附]$/u,
      text: "於",
    },
  ],
  ["余", { before: /[一二三四五六七八九十百千万亿\d]$/u, text: "餘" }],
]);

/** Words of Traditional text with a character that is otherwise Simplified. */
export const traditionalWords = new Set(["拮据", "鄉愿", "胜肽"]);

/** Pairs of OpenCC's phrases of which Taiwan writes the first as well (台北, 公布, 家具, 了解, 岩石). They stay. */
export const eitherWay = new Set(
  (
    "台臺 台檯 布佈 占佔 家傢 具俱 了瞭 岩巖 巨鉅 娘孃 弦絃 溪谿 仇讎 玩翫 狸貍 豆荳 夫伕 修脩 凌淩 暗闇 沾霑 庵菴 拿拏 捆綑 俊儁 " +
    "焰燄 澄澂 斤觔 藤籐 合閤 矩榘 果菓 堤隄 干榦 雇僱 彷仿"
  ).split(" "),
);

/**
 * Pairs of OpenCC's phrases of which Taiwan never writes the first. Where a text has not shown its script yet, only
 * these change (三天后到期 → 三天後到期), and what Taiwan writes both ways (周六, 凶手) stays.
 */
export const certain = new Set(
  "后後 里裏 面麪 干乾 干幹 几幾 于於 余餘 范範 斗鬥 制製 准準 征徵 采採 丑醜 么麼 云雲 系係 系繫 松鬆 卷捲 谷穀 咸鹹 丰豐 胡鬍 划劃 夸誇".split(
    " ",
  ),
);

/**
 * Words that models and recognisers write by mistake into text that is otherwise Traditional (這里, 以后). No word of
 * Taiwan is written so; that the characters meet where two words do (信義里｜面積, 影后｜來台) is told by the segmenter.
 */
export const slips = new Set(
  (
    "這裡 那裡 哪裡 家裡 心裡 裡面 裡頭 裡邊 以後 之後 然後 最後 後來 後面 後天 今後 隨後 背後 往後 日後 後悔 後續 " +
    "於是 關於 對於 由於 終於 屬於 等於 位於 至於 在於 基於 低於 高於 大於 小於 什麼 怎麼 這麼 那麼 多麼 為什麼 要麼 " +
    "範圍 規範 示範 範例 範本 餘額 其餘 剩餘 多餘 業餘 準備 標準 準時 準確 乾淨 餅乾 乾燥 幹部 幹嘛 麵包 麵粉 麵條 麵店 牛肉麵 " +
    "製造 製作 採用 採取 採購 徵求 徵收 放鬆 輕鬆 關係 聯繫 幾個 幾點 幾天 幾次 幾位 好幾 十幾 頭髮 遊戲 旅遊 導遊 " +
    "鬥爭 五穀 稻穀 計劃 規劃 豐富 豐收 捲起"
  ).split(" "),
);

/** Places and things before 裡. Alone, 里 is left as it is, because villages and towns are called so (三民里, 佳里). */
const beforeInside =
  "公司 銀行 機構 部門 團隊 辦公室 會議 診所 病房 手術室 藥局 法院 法庭 教室 校園 班 圖書館 餐廳 廚房 飯店 旅館 超市 商店 市場 百貨 電梯 大樓 " +
  "樓 大廳 房子 屋子 院子 盒子 箱子 櫃子 袋子 杯子 瓶子 籃子 鍋子 肚子 腦子 日子 帖子 影子 鏡子 圈子 車子 池子 包 書包 皮包 錢包 背包 紅包 口袋 袋 " +
  "信封 信箱 郵箱 冰箱 抽屜 行李 箱 盒 瓶 杯 碗 盤 鍋 缸 池 帳戶 戶頭 卡 合約 合同 契約 文件 檔案 資料 報告 記錄 紀錄 名單 清單 菜單 表格 帳單 單據 " +
  "書 信 郵件 簡訊 短信 訊息 消息 文章 句子 故事 小說 歌 電影 影片 視頻 電視 照片 圖片 畫面 網頁 頁面 網站 網絡 網路 系統 軟件 軟體 程序 程式 數據庫 資料庫 電腦 " +
  "手機 硬盤 群 社區 小區 城市 都市 鄉下 世界 國家 社會 生活 時間 過程 印象 記憶 夢 身體 血液 血 胃 藥 處方 飯 菜 湯 飲料 果汁 牛奶 空氣 山谷 森林 花園 公園 " +
  "捷運 飛機 火車 公車 巴士 船 貨櫃 倉庫 車庫 廁所 浴室 衣櫃 被窩 案件 判決 條款 法律 題目 答案 選項 新聞 報紙 雜誌 平台 團體 家庭 心目 腦海 眼神 話 語氣 兜 廳 場 溝 棚 寺 對話框 文字框 列表框 瀏覽器 字段 欄位 條目 條件 內存 記憶體 數據集";

/** OpenCC's phrases lack these, or cut them otherwise (天后 in 三天后). As they are written in Taiwan. */
const others =
  "一天後 二天後 兩天後 三天後 四天後 五天後 六天後 七天後 八天後 九天後 十天後 百天後 幾天後 數天後 多天後 半天後 當天後 每天後 些天後 整天後 隔天後 聊天後 " +
  "今天後 天後天 0天後 1天後 2天後 3天後 4天後 5天後 6天後 7天後 8天後 9天後 后小姐 后先生 后女士 后太太 不幹了 不准 看不準 說不準 測不準 算不準 拿不準 聽不準 " +
  "皮膚發 幹得 幹過 幹完 幹這 幹那 想幹 怎麼幹 洩漏 洩密 洩洪 外洩 宣洩 洩氣 洩憤 書捲起來 點讚 按讚 個讚 很讚 真讚 超讚 大讚 多雲 有麵包 有麵條 里面積 水里鄉 水里車站 水里溪 水里商工 " +
  "於每 於本 於該 於其 於當 於明 於昨 於收 於上 於下 於中午 於週 於星期 於二 於兩 於三 於四 於五 於六 於七 於八 於九 於十 " +
  "於0 於1 於2 於3 於4 於5 於6 於7 於8 於9";

/** Titles before a surname: 于 is one after these. */
const titles =
  "記者 董事長 院長 所長 校長 處長 局長 店長 組長 科長 里長 隊長 會長 市長 縣長 部長 經理 主任 醫師 醫生 律師 老師 教授 檢察官 法官 委員 代表 客戶 病人 職員 行員 專員 先生 小姐 女士";

export const furtherPhrases = [
  ...titles.split(" ").map((title) => `${title}于`),
  ...others.split(" "),
  ...beforeInside.split(" ").map((place) => `${place}裡`),
];
