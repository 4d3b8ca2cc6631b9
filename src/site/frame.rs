//! What a page shows besides its text: titles, navigation, lists. Made from the plan alone, so
//! that a build that is done again can tell which pages to make again.

use super::address::Target;
use super::listing;
use super::{Entry, LessonId, Press, Section};
use crate::render::template::{LessonContext, LinkContext, PageContext, SectionContext, SiteContext};

/// What the template of a page is given before the page's text is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Frame {
    pub(super) template: &'static str,
    pub(super) site: SiteContext,
    pub(super) page: PageContext,
}

impl Press {
    /// The frame of a page; `None` for what is no page: the section of lessons outside of sections.
    pub(super) fn frame(&self, target: Target) -> Option<Frame> {
        let (template, page) = match target {
            Target::Lesson(id) => ("lesson.html", self.lesson_frame(id)?),
            Target::Section(index) => ("section.html", self.section_frame(index)?),
            Target::Course => ("course.html", self.course_frame()),
            Target::NotFound => ("404.html", self.not_found_frame()),
        };
        let root = self.map.root(target);
        let site = SiteContext {
            title: self.plan.title.clone(),
            author: self.plan.author.clone().unwrap_or_default(),
            description: self.plan.description.clone().unwrap_or_default(),
            language: self.plan.language.clone(),
            url: format!("{root}index.html"),
            feed: if self.has_feed { format!("{root}{}", listing::FEED) } else { String::new() },
            root,
        };
        let page = PageContext { canonical: self.map.canonical(target), ..page };
        Some(Frame { template, site, page })
    }

    fn lesson_frame(&self, id: LessonId) -> Option<PageContext> {
        let section = self.plan.sections.get(id.section)?;
        let entry = section.lessons.get(id.lesson)?;
        let target = Target::Lesson(id);
        let in_section = (!section.address.is_empty()).then(|| LinkContext {
            title: section.title.clone(),
            url: self.map.relative(target, Target::Section(id.section)),
        });
        let link = |other: LessonId| {
            let entry = self.plan.sections.get(other.section)?.lessons.get(other.lesson)?;
            let url = self.map.relative(target, Target::Lesson(other));
            Some(LinkContext { title: entry.title.clone(), url })
        };
        Some(PageContext {
            kind: "lesson",
            title: entry.title.clone(),
            description: entry.description.clone().unwrap_or_default(),
            minutes: entry.minutes.unwrap_or(0),
            date: entry.date.clone().unwrap_or_default(),
            draft: entry.draft,
            key: self.key(id),
            section: in_section,
            previous: self.map.before(id).and_then(link),
            next: self.map.after(id).and_then(link),
            ..PageContext::default()
        })
    }

    fn section_frame(&self, index: usize) -> Option<PageContext> {
        let section = self.plan.sections.get(index).filter(|section| !section.address.is_empty())?;
        let target = Target::Section(index);
        let named = |other: &usize| !self.plan.sections[*other].address.is_empty();
        let link = |other: usize| {
            let title = self.plan.sections[other].title.clone();
            LinkContext { title, url: self.map.relative(target, Target::Section(other)) }
        };
        Some(PageContext {
            kind: "section",
            title: section.title.clone(),
            description: section.description.clone().unwrap_or_default(),
            minutes: minutes(section),
            previous: (0..index).rev().find(named).map(link),
            next: (index + 1..self.plan.sections.len()).find(named).map(link),
            sections: vec![self.section_context(target, index)],
            ..PageContext::default()
        })
    }

    /// The first page lists every section and lesson.
    fn course_frame(&self) -> PageContext {
        PageContext {
            kind: "course",
            title: self.plan.title.clone(),
            description: self.plan.description.clone().unwrap_or_default(),
            sections: self.all_sections(Target::Course),
            ..PageContext::default()
        }
    }

    /// So does the page for addresses that lead nowhere.
    fn not_found_frame(&self) -> PageContext {
        PageContext {
            kind: "404",
            title: "This page does not exist".into(),
            sections: self.all_sections(Target::NotFound),
            ..PageContext::default()
        }
    }

    /// Every section that has a lesson.
    fn all_sections(&self, from: Target) -> Vec<SectionContext> {
        (0..self.plan.sections.len())
            .filter(|index| !self.plan.sections[*index].lessons.is_empty())
            .map(|index| self.section_context(from, index))
            .collect()
    }

    fn section_context(&self, from: Target, index: usize) -> SectionContext {
        let section = &self.plan.sections[index];
        let lesson = |(place, entry): (usize, &Entry)| {
            let id = LessonId { section: index, lesson: place };
            LessonContext {
                title: entry.title.clone(),
                description: entry.description.clone().unwrap_or_default(),
                url: self.map.relative(from, Target::Lesson(id)),
                minutes: entry.minutes.unwrap_or(0),
                draft: entry.draft,
                key: self.key(id),
            }
        };
        let outside = section.address.is_empty();
        SectionContext {
            title: if outside { String::new() } else { section.title.clone() },
            description: section.description.clone().unwrap_or_default(),
            url: if outside { String::new() } else { self.map.relative(from, Target::Section(index)) },
            minutes: minutes(section),
            lessons: section.lessons.iter().enumerate().map(lesson).collect(),
        }
    }

    /// By this name a reader's progress in a lesson is kept: its address without `index.html`.
    fn key(&self, id: LessonId) -> String {
        self.map.path(Target::Lesson(id)).trim_end_matches("index.html").trim_end_matches('/').to_owned()
    }
}

fn minutes(section: &Section) -> u32 {
    section.lessons.iter().filter_map(|lesson| lesson.minutes).fold(0, u32::saturating_add)
}
