// Twins: whether two nicknames look the same, though their letters are different. For the host's nickname.

// Letters of Greek and Cyrillic behind the Latin one that they look like, from the table of Unicode Technical Standard 39:
// https://www.unicode.org/Public/security/latest/confusables.txt. Rare letters are left out. In most fonts, l, I and 1
// look the same, and so do O and 0.
const table =
  'aαа AΑА BΒВ bЬ cсϲ CСϹ dԁ eе EЕΕ FϜ GԌ hһ HНΗ iіι jјϳ JЈͿ KКΚ lIІΙӀ1 MМΜϺ NΝ oοоσ OОΟ0 pрρ PРΡ qԛ rг sѕ SЅ TТΤ ' +
  'uυ vνѵ VѴ wԝѡ WԜ xх XХΧ yуγү YУΥҮ ZΖ';
const latin = new Map(
  table.split(' ').flatMap(([first = '', ...others]) => others.map((one) => [one, first])),
);

/** What is left of a nickname when all that looks alike is the same. UTS 39 calls this its skeleton. */
function skeletonOf(nickname: string): string {
  const letters = nickname.normalize('NFD').replaceAll(/\p{M}/gu, ''); // without accents
  return Array.from(letters, (letter) => latin.get(letter) ?? letter)
    .join('')
    .replaceAll('rn', 'm');
}

/** As it is written, in small letters, and in capitals, which have more twins. */
const skeletonsOf = (nickname: string) => [
  skeletonOf(nickname).toLowerCase(),
  skeletonOf(nickname.toLowerCase()),
  skeletonOf(nickname.toUpperCase()),
];

export function looksLike(one: string, other: string): boolean {
  const others = skeletonsOf(other);
  return skeletonsOf(one).some((skeleton, i) => skeleton === others[i]);
}
