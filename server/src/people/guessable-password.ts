// Which passwords are refused although they are long: the most common ones, repetitions, sequences, and one's own name.

/**
 * Of published lists of leaked passwords, what has twelve characters or more is nearly always a short word or a run on
 * the keyboard, made longer by digits and signs. So the list is of those words, and what decorates them is taken off:
 * some seventy entries refuse what millions of lines of a list would.
 */
const commonWords: readonly string[] = [
  "password",
  "passwort",
  "contrasena",
  "motdepasse",
  "senha",
  "parola",
  "welcome",
  "letmein",
  "iloveyou",
  "princess",
  "sunshine",
  "football",
  "baseball",
  "superman",
  "batman",
  "dragon",
  "monkey",
  "shadow",
  "master",
  "michael",
  "jennifer",
  "charlie",
  "trustno",
  "whatever",
  "starwars",
  "pokemon",
  "computer",
  "internet",
  "freedom",
  "secret",
  "changeme",
  "default",
  "administrator",
  "admin",
  "root",
  "user",
  "guest",
  "test",
  "login",
  "access",
  "hello",
  "waypost",
  "whatsapp",
  "qwerty",
  "qwertyuiop",
  "qwertz",
  "azerty",
  "asdfgh",
  "asdfghjkl",
  "zxcvbn",
  "zxcvbnm",
  "qazwsx",
  "qazwsxedc",
  "wsxedc",
  "abc",
  "abcd",
  "abcdef",
  "company",
  "summer",
  "winter",
  "spring",
  "autumn",
  "monday",
  "correcthorsebatterystaple",
  "thisisapassword",
  "mypassword",
  "newpassword",
  "yourpassword",
  "supersecret",
  "topsecret",
  "opensesame",
  "passwordpassword",
  "adminadmin",
];

/** Round the corner, and backwards. */
const bothWays = [
  "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
  "zyxwvutsrqponmlkjihgfedcbazyxwvutsrqponmlkjihgfedcba",
  "012345678901234567890123456789",
  "987654321098765432109876543210",
  "qwertyuiopasdfghjklzxcvbnmqwertyuiopasdfghjklzxcvbnm",
  "mnbvcxzlkjhgfdsapoiuytrewqmnbvcxzlkjhgfdsapoiuytrewq",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
  "!qaz@wsx#edc$rfv%tgb^yhn&ujm",
];

/** `own`: what the person is called, which is known to whoever knows them. */
export function isGuessable(password: string, own: readonly string[]): boolean {
  const plain = plainOf(password);
  const words = [...ownWords(own), ...commonWords];
  return (
    isRepetition(password.toLowerCase()) ||
    isRun(password.toLowerCase()) ||
    isRun(plain) ||
    [password.toLowerCase(), plain].some((text) => isMadeOf(text.replaceAll(/[^a-z]/g, ""), words))
  );
}

/** Small letters, with digits and signs read as the letters they stand for. */
function plainOf(password: string): string {
  return password.toLowerCase().replaceAll(/[@4301$5!7]/g, (sign) => leet[sign] ?? sign);
}

const leet: Readonly<Record<string, string>> = {
  "@": "a",
  "4": "a",
  "3": "e",
  "0": "o",
  "1": "i",
  $: "s",
  "5": "s",
  "!": "i",
  "7": "t",
};

/** A piece of up to four characters, again and again. */
function isRepetition(text: string): boolean {
  return [1, 2, 3, 4].some((length) => {
    const piece = text.slice(0, length);
    return piece.repeat(Math.ceil(text.length / length)).startsWith(text);
  });
}

function isRun(text: string): boolean {
  return bothWays.some((run) => run.includes(text));
}

/** Nothing is left, or three letters at most, when the words are taken out. */
function isMadeOf(letters: string, words: readonly string[]): boolean {
  let left = letters;
  for (const word of words.toSorted((a, b) => b.length - a.length)) {
    if (word.length >= 3) left = left.replaceAll(word, "");
  }
  return left.length <= 3 && left.length < letters.length;
}

function ownWords(own: readonly string[]): string[] {
  return own.flatMap((text) => plainOf(text).split(/[^a-z]+/)).filter((word) => word.length >= 4);
}
