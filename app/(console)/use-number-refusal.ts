import { useTranslations } from "next-intl";
import { hasComma, type NumberRange } from "@/lib/typed-number";

/** Says which field takes which numbers, where another text was typed. */
export function useNumberRefusal() {
  const t = useTranslations("common");
  return (field: string, typed: string, { min, max, isWhole }: NumberRange): string => {
    const first = t(isWhole ? "number.whole" : "number.any", { field, min, max });
    return hasComma(typed) ? t("sentences", { first, second: t("number.comma") }) : first;
  };
}
