//! Paths with placeholders: `/certificates/{name}/pending`.

/// A path below the target in which `{word}` stands for one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate(Vec<Segment>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Literal(String),
    Variable(String),
}

impl PathTemplate {
    /// Reads a path; why it is none.
    pub fn parse(written: &str) -> Result<PathTemplate, String> {
        let no = |why: &str| Err(format!("`{written}` is no path: {why}"));
        let Some(rest) = written.strip_prefix('/') else {
            return no("it begins with `/`");
        };
        let mut segments = Vec::new();
        for segment in rest.split('/') {
            let inner = segment.strip_prefix('{').and_then(|s| s.strip_suffix('}'));
            match inner {
                Some(name) if is_word(name) => segments.push(Segment::Variable(name.to_owned())),
                None if !segment.contains(['{', '}', '?', '#']) => {
                    segments.push(Segment::Literal(segment.to_owned()));
                }
                _ => return no("a placeholder is a whole segment, `{word}`"),
            }
        }
        Ok(PathTemplate(segments))
    }

    /// The names of its placeholders.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|segment| match segment {
            Segment::Variable(name) => Some(name.as_str()),
            Segment::Literal(_) => None,
        })
    }

    /// Its first segment, if that is the same in every path.
    pub fn root(&self) -> Option<&str> {
        match self.0.first()? {
            Segment::Literal(text) => Some(text),
            Segment::Variable(_) => None,
        }
    }

    /// The path before a placeholder, with the slash behind it.
    pub fn prefix(&self, placeholder: &str) -> Option<String> {
        let mut prefix = String::from("/");
        for segment in &self.0 {
            match segment {
                Segment::Variable(name) if name == placeholder => return Some(prefix),
                Segment::Variable(_) => return None,
                Segment::Literal(text) => {
                    prefix.push_str(text);
                    prefix.push('/');
                }
            }
        }
        None
    }

    /// The segments of a path as it was asked for. A slash at the end does not count: SDKs send it.
    pub fn segments(path: &str) -> Vec<&str> {
        let path = path.strip_prefix('/').unwrap_or(path);
        path.strip_suffix('/').unwrap_or(path).split('/').collect()
    }

    /// Those segments that its placeholders stand for, as they are written; nothing where the path
    /// is another one.
    pub fn capture<'p>(&'p self, segments: &[&'p str]) -> Option<Vec<(&'p str, &'p str)>> {
        let mut pairs = self.0.iter().zip(segments);
        if self.0.len() != segments.len() || pairs.any(|(own, given)| !own.takes(given)) {
            return None;
        }
        let captured = self.0.iter().zip(segments).filter_map(|(own, given)| match own {
            Segment::Variable(name) => Some((name.as_str(), *given)),
            Segment::Literal(_) => None,
        });
        Some(captured.collect())
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl Segment {
    fn takes(&self, given: &str) -> bool {
        match self {
            Segment::Literal(literal) => literal.eq_ignore_ascii_case(given),
            Segment::Variable(_) => !given.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_stands_for_one_segment() {
        let pending = PathTemplate::parse("/certificates/{name}/pending").unwrap();
        let captured = |path| pending.capture(&PathTemplate::segments(path));
        assert_eq!(captured("/certificates/a/pending"), Some(vec![("name", "a")]));
        assert_eq!(captured("/certificates/a/pending/"), Some(vec![("name", "a")]));
        assert_eq!(captured("/certificates/a"), None);
        assert_eq!(captured("/certificates/a/pending/merge"), None);
        assert_eq!(captured("/certificates//pending"), None);
    }

    #[test]
    fn what_is_no_path_is_told() {
        for wrong in ["certificates", "/a/{b", "/a/x{b}", "/a?b=c", "/{}"] {
            assert!(PathTemplate::parse(wrong).is_err(), "{wrong}");
        }
    }
}
