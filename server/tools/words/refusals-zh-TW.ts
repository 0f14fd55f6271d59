/** Why the records refuse an act, from English, where a command can be refused so. */
export const chineseRefusals: Readonly<Record<string, string>> = {
  "The last admin stays an admin who can log in.": "這是最後一位可以登入的管理員，請先讓其他人成為管理員。",
  "There is no such user.": "沒有這個使用者。",
  "The user is disabled.": "這個使用者已停用。",
  "There is no such setting.": "沒有這項設定。",
  "Something with that name exists already.": "已經有同名的項目。",
  "It needs a consent, and everybody must be allowed to use it.": "這個聲音要有同意書，並開放給所有人使用。",
  "The set has no cases.": "這個測試集裡沒有案例。",
  "The server is not on the list of candidates.": "這個伺服器不在候選清單上。",
  "A voice is builtin:NAME or a number.": "聲音要寫成 builtin:名稱，或是編號。",
};
