"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { purposes } from "@/lib/consent/purposes";

const own = "own";
const isListed = (purpose: string) => (purposes as readonly string[]).includes(purpose);

/** What a voice may be used for: one of the list, or words of one's own. */
export function PurposeChoice({ value, choose }: { value: string; choose: (purpose: string) => void }) {
  const t = useTranslations("voices.purpose");
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={id}>{t("label")}</Label>
      <Select value={isListed(value) ? value : own} onValueChange={(picked) => choose(picked === own ? "" : picked)}>
        <SelectTrigger id={id} className="h-10">
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          {purposes.map((purpose) => (
            <SelectItem key={purpose} value={purpose}>
              {t(`names.${purpose}`)}
            </SelectItem>
          ))}
          <SelectItem value={own}>{t("own")}</SelectItem>
        </SelectContent>
      </Select>
      {!isListed(value) && (
        <Input aria-label={t("own")} value={value} maxLength={24} onChange={(event) => choose(event.target.value)} />
      )}
    </div>
  );
}
