import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { isNonCommercial } from "@/lib/licences";

/** A model's name and its licence; a licence that forbids commercial use is marked. */
export function LicenceText({ name, licence }: { name: string; licence: string | null }) {
  const t = useTranslations("voices.licence");
  if (licence === null) return t("unknown", { name });
  if (!isNonCommercial(licence)) return t("free", { name, licence });
  return (
    <span className="inline-flex items-start gap-1.5">
      <TriangleAlert aria-hidden className="mt-[0.2em] size-4 shrink-0 text-warning" />
      <span>{t("nonCommercial", { name, licence })}</span>
    </span>
  );
}
