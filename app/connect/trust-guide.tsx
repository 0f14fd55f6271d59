import { Download } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import type { AuthorityFacts } from "@/lib/connect/connect-facts";
import { authorityUrl, type System, systems, trustSteps } from "@/lib/connect/systems";

/** What to compare, what to download, and the steps of one system. */
export function TrustGuide({ authority, system }: { authority: AuthorityFacts; system: System }) {
  const t = useTranslations("connect");
  const { file, steps } = trustSteps[system];
  return (
    <section>
      <h2 className="font-semibold text-base">{t("trust.title")}</h2>
      <p className="mt-1 max-w-prose text-muted-foreground text-sm">{t("trust.body")}</p>
      <h3 className="mt-4 font-medium text-sm">{t("trust.fingerprint")}</h3>
      <p className="mt-1 max-w-prose text-muted-foreground text-sm">
        {t("trust.fingerprintBody", { name: authority.name })}
      </p>
      <p className="mt-2 max-w-sm rounded-md bg-muted px-4 py-3 font-mono text-sm leading-relaxed">
        {authority.fingerprint}
      </p>
      <nav aria-label={t("trust.system")} className="mt-6 border-b">
        <ul className="flex flex-wrap gap-x-1">
          {systems.map((each) => (
            <li key={each}>
              <Link
                href={`/connect?system=${each}`}
                replace
                scroll={false}
                prefetch={false}
                aria-current={each === system ? "true" : undefined}
                className={cn(
                  "-mb-px flex h-10 items-center whitespace-nowrap border-transparent border-b-2 px-3 text-muted-foreground text-sm hover:text-foreground pointer-coarse:h-11",
                  each === system && "border-primary font-medium text-foreground",
                )}
              >
                {t(`trust.systems.${each}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Button asChild className="mt-4 pointer-coarse:h-11">
        <a href={authorityUrl(file)} download>
          <Download aria-hidden />
          {t("trust.download")} (.{file})
        </a>
      </Button>
      <ol className="mt-4 grid max-w-prose list-decimal gap-2 pl-5 text-sm marker:text-muted-foreground">
        {steps.map((step) => (
          <li key={step} className="wrap-anywhere pl-1">
            {t(`steps.${system}.${step}` as Parameters<typeof t>[0])}
          </li>
        ))}
      </ol>
    </section>
  );
}
