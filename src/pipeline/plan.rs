//! From front matter to the plan of a course: which lesson is where, and how it is called.

use std::collections::BTreeMap;
use std::path::Path;

use super::texts::Texts;
use crate::document::FrontMatter;
use crate::site::{self, Entry, LessonId, Plan, Section, Target};

/// A page that is to be made, and the lesson file that is its text.
pub(super) type Place = (Target, Option<usize>);

impl Texts<'_> {
    /// The front matter of a lesson that is published.
    fn front(&self, index: usize) -> Option<&FrontMatter> {
        self.published[index].then(|| &self.parsed[index].front)
    }

    /// The plan of the course, and its pages: lessons in the order in which they are read, then
    /// sections, the first page, and the one for addresses that lead nowhere.
    pub(super) fn plan(&self, base_url: Option<String>) -> (Plan, Vec<Place>) {
        let project = self.project;
        let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, lesson) in project.lessons.iter().enumerate().filter(|(index, _)| self.published[*index]) {
            let members = members.entry(lesson.folder()).or_default();
            if !lesson.is_section() {
                members.push(index);
            }
        }
        let mut folders: Vec<(&str, Vec<usize>)> = members.into_iter().collect();
        folders.sort_by_key(|(folder, _)| {
            let named = project.course.sections.iter().position(|section| section.name == *folder);
            let front = self.sections.get(folder).and_then(|index| self.front(*index));
            let order = front.and_then(|front| front.order);
            (!folder.is_empty(), named.unwrap_or(usize::MAX), order.unwrap_or(i64::MAX), *folder)
        });
        let mut places = Vec::new();
        let mut texts = Vec::new();
        let mut sections = Vec::new();
        for (folder, mut members) in folders {
            members.sort_by_key(|&index| {
                let order = self.front(index).and_then(|front| front.order);
                (order.unwrap_or(i64::MAX), project.lessons[index].path.as_str())
            });
            let id = |lesson: usize| Target::Lesson(LessonId { section: sections.len(), lesson });
            places.extend(members.iter().enumerate().map(|(place, &index)| (id(place), Some(index))));
            let text = self.sections.get(folder).copied().filter(|_| !folder.is_empty());
            texts.push((Target::Section(sections.len()), text));
            let front = text.and_then(|index| self.front(index));
            let name = folder.rsplit('/').next().unwrap_or(folder);
            sections.push(Section {
                address: self.addresses.folders.get(folder).cloned().unwrap_or_default(),
                title: front.map_or_else(|| titled(name), |front| front.title.clone()),
                description: front.and_then(|front| front.description.clone()),
                index: text.map(|index| project.lessons[index].path.clone()),
                lessons: members.iter().map(|index| self.entry(*index)).collect(),
            });
        }
        let root = self.sections.get("").copied();
        let root_front = root.and_then(|index| self.front(index));
        let only = match places.as_slice() {
            [(_, Some(index))] => self.front(*index).map(|front| front.title.clone()),
            _ => None,
        };
        places.extend(texts);
        places.extend([(Target::Course, root), (Target::NotFound, None)]);
        let title = project.course.title.clone().or_else(|| root_front.map(|front| front.title.clone())).or(only);
        let published = project.assets.keys().map(|path| (path.clone(), self.addresses.asset(path)));
        let as_they_are =
            self.statics().map(|(path, _)| path.to_owned()).chain(self.neighbours()).map(|path| (path.clone(), path));
        let plan = Plan {
            title: title.unwrap_or_else(|| "A course".to_owned()),
            author: project.course.author.clone(),
            description: root_front.and_then(|front| front.description.clone()),
            language: project.course.language.clone(),
            base_url,
            macros: project.course.macros.clone(),
            templates: project
                .templates
                .iter()
                .map(|(path, source)| (path.clone(), source.text().to_owned()))
                .collect(),
            overrides: project
                .statics
                .iter()
                .filter(|(path, _)| path.ends_with(".css") || path.ends_with(".js"))
                .filter_map(|(path, asset)| Some((path.clone(), asset.read().ok()?)))
                .collect(),
            files: published.chain(as_they_are).collect(),
            scripts: site::scripts(),
            sections,
        };
        (plan, places)
    }

    fn entry(&self, index: usize) -> Entry {
        let front = &self.parsed[index].front;
        Entry {
            path: self.project.lessons[index].path.clone(),
            address: self.addresses.lessons[index].clone(),
            title: front.title.clone(),
            description: front.description.clone(),
            minutes: front.minutes,
            date: front.date.clone(),
            draft: front.draft,
        }
    }
}

/// A folder's name as a title: `more-basics` as `More basics`.
fn titled(name: &str) -> String {
    let spaced = Path::new(name).to_string_lossy().replace(['-', '_'], " ");
    let mut characters = spaced.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
