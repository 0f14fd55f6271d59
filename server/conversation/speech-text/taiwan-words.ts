/**
 * OpenCC's list of Taiwan's words (s2twp) is made for texts about computers. A voice assistant speaks of banks, clinics
 * and offices, where Taiwan uses these words itself, often in another sense: a 程序 is a procedure and a 菜單 is a menu
 * of dishes. They stay as they are. Some also begin inside other words: 在線 in 現在線路, 內存 in 體內存在.
 */
const ownWords = (
  "也門 交互 代碼 低級 保存 信號 優化 全局 公元 內存 參數 函數 加納 分區 刷新 剪切 卸載 呼出 回調 圖庫 在線 壁紙 " +
  "多態 多任務 字體 存盤 實例 審覈 對象 導入 導出 局部 屏蔽 循環 性能 性價比 打開 拋出 指針 持久性 掛斷 採樣 擴展 " +
  "支持 文件 查看 權限 歐拉 消息 添加 溢出 用戶 登錄 發佈 發送 的士 社區 禁用 程序 窗口 算法 組件 綁定 聯繫 聲明 腳本 " +
  "自行車 菜單 萬象 觸摸 設備 調度 調製 連接 運行 鏡像 重裝 重載 進程 隊列 集羣 項目 類型 高級 點擊 像素 截取 " +
  "狀態欄 網卡 矢量 批量 死機 範式 通道 通信 移動電話 模擬 低端"
).split(" ");

/** Words that Taiwan says otherwise, and longer ones that tell which sense of a word of the list above is meant. */
const furtherWords: Record<string, string> = {
  // Programs, files and screens
  應用程序: "應用程式",
  用戶界面: "使用者介面",
  電腦程序: "電腦程式",
  小程序: "小程式",
  內存不足: "記憶體不足",
  手機內存: "手機記憶體",
  電腦內存: "電腦記憶體",
  在線客服: "線上客服",
  在線申請: "線上申請",
  在線支付: "線上支付",
  在線查詢: "線上查詢",
  死機: "當機",
  發佈: "發布",
  審覈: "審核",
  性價比: "CP 值",
  // Numbers that are digits and no amounts
  數字化: "數位化",
  數字貨幣: "數位貨幣",
  // What OpenCC's list turns into another word
  數據機: "數據機",
  簡短信: "簡短信",
  智能障礙: "智能障礙",
  心智能力: "心智能力",
  才智能: "才智能",
  搜索票: "搜索票",
  // A slip of models that mix the scripts; 公里 and 里長 are phrases
  里的: "裡的",
  里有: "裡有",
  里沒: "裡沒",
  // Everyday life
  "早上好，": "早安，",
  "早上好！": "早安！",
  "早上好。": "早安。",
  公交車: "公車",
  銀行卡: "金融卡",
  賬: "帳",
  身份證: "身分證",
  手機銀行: "行動銀行",
  移動支付: "行動支付",
  充電寶: "行動電源",
  二維碼: "QR 碼",
  衛生間: "洗手間",
  盒飯: "便當",
  西紅柿: "番茄",
  酸奶: "優格",
  創可貼: "OK 繃",
};

/** OpenCC's list, `source replacement|…` sorted by source, with what this file changes of it. */
export function taiwanWords(dictionary: string): string {
  const words = new Map(dictionary.split("|").map((entry) => entry.split(" ", 2) as [string, string]));
  for (const word of ownWords) words.delete(word);
  for (const [word, replacement] of Object.entries(furtherWords)) words.set(word, replacement);
  const sorted = [...words].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([word, replacement]) => `${word} ${replacement}`).join("|");
}
