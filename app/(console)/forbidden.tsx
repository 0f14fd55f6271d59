import { ForbiddenMessage } from "@/components/shell/forbidden-message";

/** In the console's frame, whose main part it stands in. */
export default function ConsoleForbiddenPage() {
  return <ForbiddenMessage />;
}
