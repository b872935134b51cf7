// What the widget says, in Chinese and English.

const WORDS = {
  "zh-CN": {
    title: "通报问答",
    greeting: "您好。可以问我各单位的巡察整改情况；每条回答都附通报原文。",
    placeholder: "请输入问题",
    launch: "打开通报问答",
    close: "关闭",
    send: "发送",
    stop: "停止",
    reset: "重新开始",
    question: "问题",
    conversation: "对话",
    searching: "正在查找…",
    stopped: "已停止，以上内容未经核对。",
    source: "原文",
    back: "返回回答",
    whole: "在通报全文中查看",
    quoted: "引文",
    loading: "正在打开原文…",
    gone: "原文打不开：这份通报可能已被移除或更新。",
    offline: "连不上服务器，请检查网络后重试。",
    refused: "这个网站没有获准使用通报问答，请联系网站管理员。",
    failed: "没能回答，请稍后再试。",
    again: "重试",
    made: "答案只取自已收录的通报",
  },
  en: {
    title: "Bulletin QA",
    greeting: "Hello. Ask how agencies rectified what inspections found; every answer quotes its source.",
    placeholder: "Type a question",
    launch: "Open Bulletin QA",
    close: "Close",
    send: "Send",
    stop: "Stop",
    reset: "Start again",
    question: "Question",
    conversation: "Conversation",
    searching: "Searching…",
    stopped: "Stopped; the above has not been checked.",
    source: "Source",
    back: "Back to the answer",
    whole: "Open in the whole bulletin",
    quoted: "Quotation",
    loading: "Opening the source…",
    gone: "The source cannot be opened: the bulletin may have been removed or replaced.",
    offline: "The server cannot be reached; please check the network and try again.",
    refused: "This site may not use Bulletin QA; please tell its administrator.",
    failed: "No answer could be had; please try again later.",
    again: "Try again",
    made: "Answers come from the bulletins on file alone",
  },
};

// Return the words of a locale such as `zh-CN`, `zh`, `en-GB`; Chinese where it is unknown.
export function wordsOf(locale) {
  return /^en\b/i.test(locale) ? WORDS.en : WORDS["zh-CN"];
}
