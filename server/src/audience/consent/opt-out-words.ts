// The words by which people end marketing messages and begin them again, in the languages WhatsApp is used in most.

/**
 * A message counts when it is such a word and nothing else: "please don't stop" is none. Told by exact match after
 * `normaliseWord`, never by likeness: a campaign's customer who writes "stopover" wants a flight.
 *
 * `typed` are words that a business may well have put on a button of its own ("Cancel" below an appointment). Typed
 * as a message they end marketing, as US rules demand of them (47 CFR 64.1200(a)(10), 2025: stop, quit, end, revoke,
 * opt out, cancel, unsubscribe); pressed on a button they mean what the button is for.
 *
 * Left out is what means something harmless in another language: Swahili "acha" is a Hindi "all right", Italian
 * "fine" an English one, Turkish "red" a colour, Arabic "waqf" a donation.
 */
export type Words = { stop: readonly string[]; typed: readonly string[]; start: readonly string[] };

export const optOutWords: Readonly<Record<string, Words>> = {
  en: {
    stop: ["stop", "stop all", "stopall", "unsubscribe", "opt out", "optout", "stop promotions"].concat([
      "stop messages",
      "stop messaging",
      "stop marketing",
      "no more messages",
      "remove me",
    ]),
    typed: ["cancel", "end", "quit", "revoke"],
    start: ["start", "unstop", "subscribe", "resubscribe", "opt in", "optin", "resume promotions"],
  },
  ar: {
    stop: ["توقف", "إيقاف", "أوقف", "إلغاء الاشتراك", "إيقاف الرسائل", "أوقف الرسائل"].concat([
      "إيقاف العروض",
      "أوقفوا الرسائل",
      "لا أريد رسائل",
    ]),
    typed: ["إلغاء", "قف", "كفى", "إنهاء"],
    start: ["ابدأ", "بدء", "اشترك", "اشتراك", "استئناف", "إعادة الاشتراك"],
  },
  es: {
    stop: ["baja", "darme de baja", "dar de baja", "cancelar suscripción", "no más mensajes", "parar"].concat(
      ["detener", "alto", "detener promociones"],
    ),
    typed: ["cancelar", "fin", "terminar", "salir"],
    start: ["alta", "darme de alta", "suscribir", "suscribirme", "reanudar"],
  },
  fr: {
    stop: [
      "arrêt",
      "arrêter",
      "arrêtez",
      "désabonner",
      "me désabonner",
      "se désabonner",
      "désabonnement",
    ].concat(["désinscrire", "me désinscrire", "désinscription", "stop pub"]),
    typed: ["annuler", "fin", "résilier"],
    start: ["reprendre", "s'abonner", "m'abonner", "abonner", "réabonner"],
  },
  pt: {
    stop: ["parar", "pare", "descadastrar", "cancelar inscrição", "cancelar assinatura", "me remova"].concat([
      "remover",
      "não quero mais receber",
      "parar promoções",
    ]),
    typed: ["cancelar", "sair", "fim", "encerrar"],
    start: ["inscrever", "me inscrever", "assinar", "retomar"],
  },
  hi: {
    stop: ["रोकें", "रोको", "रोकिए", "बंद", "बंद करें", "बंद करो", "सदस्यता समाप्त", "सदस्यता समाप्त करें"].concat([
      "band karo",
      "band kare",
      "band karen",
      "roko",
    ]),
    typed: ["रद्द करें"],
    start: ["शुरू", "शुरू करें", "शुरू करो", "चालू करें", "shuru karo", "shuru kare"],
  },
  id: {
    stop: ["berhenti", "berhenti berlangganan", "henti", "hentikan"],
    typed: ["batal", "batalkan", "keluar", "selesai"],
    start: ["mulai", "berlangganan", "langganan"],
  },
  ur: {
    stop: ["بند", "بند کریں", "بند کرو", "روکیں", "روکو", "روک دیں"],
    typed: ["منسوخ", "منسوخ کریں"],
    start: ["شروع", "شروع کریں", "شروع کرو"],
  },
  tr: {
    stop: ["dur", "durdur", "abonelikten çık", "abonelik iptal", "mesaj istemiyorum"],
    typed: ["iptal", "bitir"],
    start: ["başla", "başlat", "abone ol"],
  },
  de: {
    stop: ["stopp", "abmelden", "abbestellen", "austragen", "keine Nachrichten mehr", "keine Werbung"],
    typed: ["ende", "beenden", "abbrechen", "kündigen"],
    start: ["anmelden", "starten", "abonnieren", "wieder anmelden"],
  },
  bn: {
    stop: ["বন্ধ", "বন্ধ করুন", "বন্ধ করো", "থামুন", "থামান"],
    typed: ["বাতিল", "বাতিল করুন"],
    start: ["শুরু", "শুরু করুন", "চালু করুন"],
  },
  sw: {
    stop: ["simamisha", "sitisha", "komesha", "jiondoe", "niondoe"],
    typed: ["ghairi", "mwisho"],
    start: ["anza", "jiunge"],
  },
  ru: {
    stop: ["стоп", "отписаться", "отписка", "отпишите", "отпишите меня", "отключить"],
    typed: ["отмена", "конец", "хватит"],
    start: ["старт", "подписаться", "возобновить"],
  },
  it: {
    stop: ["ferma", "fermare", "basta", "disiscrivi", "disiscrivimi", "cancellami", "annulla iscrizione"],
    typed: ["annulla", "esci"],
    start: ["iscrivi", "iscrivimi", "riprendi"],
  },
  nl: {
    stop: ["afmelden", "uitschrijven", "geen berichten meer"],
    typed: ["annuleren", "einde"],
    start: ["aanmelden", "inschrijven"],
  },
  pl: {
    stop: ["wypisz", "wypisz mnie", "rezygnuję", "rezygnacja"],
    typed: ["anuluj", "koniec"],
    start: ["zapisz", "zapisz mnie", "wznów"],
  },
  fa: {
    stop: ["توقف", "لغو اشتراک"],
    typed: ["لغو", "پایان"],
    start: ["شروع", "اشتراک"],
  },
  ms: {
    stop: ["nyahlanggan", "berhenti melanggan", "henti", "hentikan", "berhenti"],
    typed: ["batal", "batalkan", "keluar", "tamat"],
    start: ["mula", "mulakan", "langgan"],
  },
  uk: {
    stop: ["стоп", "відписатися", "відписка", "відпишіть", "відпишіть мене"],
    typed: ["скасувати", "кінець", "досить"],
    start: ["старт", "підписатися", "відновити"],
  },
  ro: {
    stop: ["dezabonare", "dezabonează-mă", "oprește", "opriți"],
    typed: ["anulează", "anulare"],
    start: ["abonare", "abonează-mă", "reia"],
  },
  he: {
    stop: ["הסר", "הסרה", "להסיר", "תסירו אותי", "הפסק"],
    typed: ["ביטול", "סיום"],
    start: ["התחל", "הצטרף", "הרשמה"],
  },
  zh: {
    stop: ["退订", "退訂", "取消订阅", "取消訂閱", "停止"],
    typed: ["取消", "结束", "結束"],
    start: ["订阅", "訂閱", "恢复", "恢復"],
  },
  vi: {
    stop: ["dừng", "ngừng", "hủy đăng ký"],
    typed: ["hủy", "kết thúc"],
    start: ["bắt đầu", "đăng ký"],
  },
};
