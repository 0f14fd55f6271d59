import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { errorCodeOf } from "@/lib/errors";
import { defaultPrompts } from "@/lib/personas/default-prompts";
import { findPersona, readPersonaVersion } from "@/server/records/personas/list-personas";
import { readPersonaInUse } from "@/server/records/personas/persona-in-use";
import { requireHouseManager } from "../../../require-house-manager";
import { PersonaEditor } from "../persona-editor";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.assistant"))("title") };
}

interface PersonaPageProps {
  params: Promise<{ personaId: string }>;
  searchParams: Promise<{ compare?: string | string[] }>;
}

/** One persona, or `new`; `?compare=` shows how one of its versions differs from the newest. */
export default async function PersonaPage({ params, searchParams }: PersonaPageProps) {
  const ctx = await requireHouseManager();
  const { personaId } = await params;
  const { versionId: versionInUse } = await readPersonaInUse(ctx);
  if (personaId === "new")
    return <PersonaEditor persona={null} prompts={defaultPrompts} versionInUse={versionInUse} compared={null} />;
  const { compare } = await searchParams;
  try {
    const persona = await findPersona(ctx, { personaId: rowId(personaId) });
    const compared =
      compare === undefined ? null : await readPersonaVersion(ctx, { versionId: rowId(String(compare)) });
    return (
      <PersonaEditor
        key={persona.persona_id}
        persona={persona}
        prompts={persona.prompts}
        versionInUse={versionInUse}
        compared={compared?.personaId === persona.persona_id ? compared : null}
      />
    );
  } catch (error) {
    if (["not_found", "invalid_input"].includes(errorCodeOf(error))) notFound();
    throw error;
  }
}

/** 0 for what is no id. */
const rowId = (text: string) => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0);
