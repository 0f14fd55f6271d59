/**
 * Why a login is over, as its own person is told. `elsewhere`: this one alone, by its person on another device or by an
 * administrator.
 */
export type LoginEnd =
  | "disabled"
  | "passwordReset"
  | "passwordChanged"
  | "everywhere"
  | "everywhereByAdministrator"
  | "elsewhere";
