//! lol-html as a contender of the benchmarks. The protocol is that of
//! rival/process.go: `lolhtml PAGES TEXTS`.

use lol_html::html_content::ContentType;
use lol_html::{element, HtmlRewriter, Settings};
use std::collections::HashMap;
use std::error::Error;
use std::io::{stdin, stdout, BufRead, Write};
use std::time::Instant;

type Failure = Box<dyn Error>;

struct Text {
    lang: String,
    html: String,
}

type Texts = HashMap<String, Text>;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().collect();
    let pages = std::fs::read_to_string(&args[1])?
        .lines()
        .map(std::fs::read)
        .collect::<Result<Vec<_>, _>>()?;
    let texts = read_texts(&args[2])?;
    let mut out = Vec::with_capacity(4 << 20);
    for line in stdin().lock().lines() {
        match perform(&line?, &pages, &texts, &mut out) {
            Ok(nanoseconds) => println!("ok {nanoseconds}"),
            Err(err) => println!("error {}", err.to_string().replace('\n', " ")),
        }
        stdout().flush()?;
    }
    Ok(())
}

fn read_texts(file: &str) -> Result<Texts, Failure> {
    let mut texts = Texts::new();
    for line in std::fs::read_to_string(file)?.lines() {
        let mut fields = line.split('\t').map(str::to_string);
        if let (Some(key), Some(lang), Some(html)) = (fields.next(), fields.next(), fields.next()) {
            texts.insert(key, Text { lang, html });
        }
    }
    Ok(texts)
}

fn perform(
    line: &str,
    pages: &[Vec<u8>],
    texts: &Texts,
    out: &mut Vec<u8>,
) -> Result<u128, Failure> {
    let words: Vec<&str> = line.split(' ').collect();
    let start = Instant::now();
    match words[..] {
        ["pass"] => {
            for page in pages {
                rewrite(page, texts, out)?;
            }
        }
        ["hot", page, times] => {
            let page = &pages[page.parse::<usize>()?];
            for _ in 0..times.parse::<usize>()? {
                rewrite(page, texts, out)?;
            }
        }
        ["out", page, file] => {
            rewrite(&pages[page.parse::<usize>()?], texts, out)?;
            std::fs::write(file, &out)?;
        }
        _ => return Err("unknown command".into()),
    }
    Ok(start.elapsed().as_nanos())
}

fn rewrite(page: &[u8], texts: &Texts, out: &mut Vec<u8>) -> Result<(), Failure> {
    out.clear();
    let handler = element!("[data-txt]", |e| {
        let key = e.get_attribute("data-txt").unwrap_or_default();
        if let Some(text) = texts.get(&key) {
            e.set_inner_content(&text.html, ContentType::Html);
            if !text.lang.is_empty() {
                e.set_attribute("lang", &text.lang)?;
                e.set_attribute("dir", "ltr")?;
            }
        }
        Ok(())
    });
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler(handler);
    let mut rewriter = HtmlRewriter::new(settings, |chunk: &[u8]| out.extend_from_slice(chunk));
    rewriter.write(page)?;
    rewriter.end()?;
    Ok(())
}
