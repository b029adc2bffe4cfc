//! What each figure means: one text for the terminal and for docs/bench.md.

/// A figure and its definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// Its name in tables.
    pub name: &'static str,
    /// Its definition.
    pub text: &'static str,
}

const fn of(name: &'static str, text: &'static str) -> Definition {
    Definition { name, text }
}

/// Every figure of a level, in the order of its table.
pub const DEFINITIONS: [Definition; 19] = [
    of(
        "window",
        "The steady part of a level. Closed loop: from the moment when every stream has sent its first request to the one when the first stream has none left. Open loop: from the first end to the last arrival. Trace: all of it. A request counts when nine tenths of its time lie in the window; a stream's first request does not count where the stream has three or more.",
    ),
    of("n", "Answered requests that count / requests sent / failures. Failures are in no mean."),
    of("TTFT", "Time from writing the request, on a connection that is open, to the first text, thinking included."),
    of("first answer", "The same to the first text of the answer itself: TTFO in other tools."),
    of(
        "queue",
        "Wait before the server began with the prompt: what it says of its queue (vLLM), else TTFT less the time that it spent on loading and reading (llama.cpp, Ollama). Absent where the server gives neither.",
    ),
    of(
        "prefill",
        "Prompt tokens that no cache held, per second of the server's own time for reading them; for one stream on a server that gives no time, per second of TTFT, which is a lower bound.",
    ),
    of(
        "decode",
        "(output tokens − 1) / (last text − first text) of one stream. Only for at least 16 tokens, 250 ms and 5 arrivals. It falls with the context, so it stands with its depth.",
    ),
    of("depth", "Prompt tokens + half of the output tokens: the context in the middle of the output."),
    of(
        "ITL",
        "(last text − first text) / (output tokens − 1): the mean time between tokens of a request; TPOT in vLLM.",
    ),
    of(
        "gap",
        "Time between two arrivals of text, over all requests that count. An arrival can hold several tokens. No p99 from fewer than 300.",
    ),
    of("end to end", "Time from writing the request to the end of the stream."),
    of(
        "out tok/s",
        "Output tokens of all streams within the window, per second. A request's tokens are spread over its arrivals, so a request that the window's end cuts counts by its share. Tokens are the server's count, never chunks.",
    ),
    of("req/min", "out tok/s over the mean output tokens of a request, times 60."),
    of("in tok/s", "Requests per second times the mean prompt tokens that no cache held."),
    of(
        "goodput",
        "Requests per minute that kept every limit of --slo (time to first token, ITL, end to end); a failure keeps none.",
    ),
    of("gain", "out tok/s at this number of streams over out tok/s of one stream: `--gain` of the calculators."),
    of(
        "at once",
        "Mean number of requests that were being written at the same time. Near 1 with several streams, the server works on one after the other.",
    ),
    of(
        "J/token",
        "Energy of the level less the idle power times its length, over its output tokens. Absent without a meter.",
    ),
    of(
        "noisy",
        "One stream is measured before and after the other levels; the machine was not quiet where their out tok/s differ by more than 10 % of their mean.",
    ),
];

/// The definitions as lines of a terminal.
#[must_use]
pub fn lines() -> Vec<String> {
    DEFINITIONS.iter().map(|definition| format!("{}: {}", definition.name, definition.text)).collect()
}

/// The definitions as a list in Markdown.
#[must_use]
pub fn markdown() -> String {
    DEFINITIONS.iter().map(|definition| format!("- **{}**: {}\n", definition.name, definition.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_says_the_same() {
        let document = include_str!("../../../docs/bench.md");
        let text =
            document.split("<!-- definitions -->\n").nth(1).and_then(|rest| rest.split("<!-- /definitions -->").next());
        assert_eq!(text, Some(markdown().as_str()));
    }
}
