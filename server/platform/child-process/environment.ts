/** The child needs none of these; how the server's own memory is laid out (MALLOC_*) does not suit a model. */
const withheldVariable = /^(AVATAR_.*|AUTH_SECRET|NEXTAUTH_.*|MALLOC_.*|.*(TOKEN|PASSWORD|API_KEY))$/;

/** What a child process may have of our environment. */
export function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([variable]) => !withheldVariable.test(variable));
  return Object.fromEntries(kept) as NodeJS.ProcessEnv;
}
