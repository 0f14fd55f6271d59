/** No login lasts longer, whatever the settings say: 30 days. */
export const longestLoginS = 30 * 24 * 60 * 60;
