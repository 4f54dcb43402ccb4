//! Receiving files: each is sniffed, hashed and stored while it comes in; none is held in memory whole.

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::error::PayloadError;
use actix_web::web::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::file_name::sanitise;
use super::media_type::{HEAD, sniff};
use super::options::DocumentOptions;
use super::row::Document;
use super::store::{DocumentStore, ObjectWriter, StoreError, key_of};
use crate::clock::shanghai_date;
use crate::problem::{Code, Problem};

/// Takes the files of one request for an account.
pub(super) struct Receiver<'a> {
    pub(super) store: &'a DocumentStore,
    pub(super) options: &'a DocumentOptions,
    pub(super) account: Uuid,
    /// Law time.
    pub(super) now: DateTime<Utc>,
}

impl Receiver<'_> {
    /// Stores every file of a form and describes them, in their order. When one is refused, none stays.
    pub(super) async fn receive(&self, form: &mut Multipart) -> Result<Vec<Document>, Problem> {
        let mut documents = Vec::new();
        match self.receive_into(form, &mut documents).await {
            Ok(()) => Ok(documents),
            Err(problem) => {
                self.discard(&documents).await;
                Err(problem)
            }
        }
    }

    /// Removes the bytes of documents that will have no row. What cannot be removed now is cleared away later.
    pub(super) async fn discard(&self, documents: &[Document]) {
        for document in documents {
            if let Err(error) = self.store.delete(&document.storage_key).await {
                tracing::warn!(%error, "left a stored file behind");
            }
        }
    }

    async fn receive_into(&self, form: &mut Multipart, documents: &mut Vec<Document>) -> Result<(), Problem> {
        while let Some(mut field) = form.try_next().await.map_err(unreadable)? {
            let Some(name) = file_name(&field) else {
                let pointer = format!("/{}", crate::http::body::escape(field.name().unwrap_or_default()));
                return Err(Problem::invalid_field(
                    pointer,
                    "not-a-file",
                    "此处须为文件。",
                    "Must be a file.",
                ));
            };
            if documents.len() == self.options.max_files {
                let most = self.options.max_files;
                return Err(Problem::invalid_field(
                    "/files",
                    "too-many",
                    format!("一次最多上传 {most} 个文件。"),
                    format!("At most {most} files at once."),
                ));
            }
            documents.push(self.receive_file(&mut field, name).await?);
        }
        if documents.is_empty() {
            return Err(Problem::invalid_field(
                "/files",
                "required",
                "请选择文件。",
                "There is no file.",
            ));
        }
        Ok(())
    }

    async fn receive_file(&self, field: &mut Field, name: String) -> Result<Document, Problem> {
        let id = Uuid::now_v7();
        let storage_key = key_of(shanghai_date(self.now), id);
        let mut file = Incoming {
            receiver: self,
            key: &storage_key,
            name: &name,
            size: 0,
            digest: Sha256::new(),
            head: BytesMut::new(),
            rest: None,
        };
        let media_type = match file.read(field).await {
            Ok(media_type) => media_type,
            Err(problem) => {
                if let Some((writer, _)) = &mut file.rest {
                    writer.abort().await;
                }
                return Err(problem);
            }
        };
        Ok(Document {
            id,
            account_id: self.account,
            media_type: media_type.to_owned(),
            size: i64::try_from(file.size).map_err(Problem::internal)?,
            sha256: hex::encode(file.digest.finalize()),
            name,
            storage_key,
            uploaded_at: self.now,
            attached_at: None,
        })
    }
}

/// One file on its way in.
struct Incoming<'a> {
    receiver: &'a Receiver<'a>,
    key: &'a str,
    name: &'a str,
    size: usize,
    digest: Sha256,
    /// What came before it was clear what the file is.
    head: BytesMut,
    /// Where the bytes go once that is clear, and what the file is.
    rest: Option<(ObjectWriter, &'static str)>,
}

impl Incoming<'_> {
    async fn read(&mut self, field: &mut Field) -> Result<&'static str, Problem> {
        while let Some(bytes) = field.try_next().await.map_err(unreadable)? {
            self.size += bytes.len();
            if self.size > self.receiver.options.max_bytes {
                return Err(self.too_large());
            }
            self.digest.update(&bytes);
            match &mut self.rest {
                Some((writer, _)) => writer.put(bytes).await.map_err(unstored)?,
                None => {
                    self.head.extend_from_slice(&bytes);
                    if self.head.len() >= HEAD {
                        self.recognise().await?;
                    }
                }
            }
        }
        if self.size == 0 {
            let name = self.name;
            return Err(Problem::invalid_field(
                "/files",
                "empty",
                format!("文件“{name}”是空的。"),
                format!("The file \"{name}\" is empty."),
            ));
        }
        if self.rest.is_none() {
            self.recognise().await?;
        }
        let Some((writer, media_type)) = &mut self.rest else {
            return Err(Problem::internal("a recognised file has no writer"));
        };
        writer.finish().await.map_err(unstored)?;
        Ok(media_type)
    }

    /// Finds out what the file is from its beginning, and begins to store it.
    async fn recognise(&mut self) -> Result<(), Problem> {
        let accepted = sniff(&self.head).filter(|found| self.receiver.options.media_types.iter().any(|t| t == found));
        let Some(media_type) = accepted else {
            let name = self.name;
            return Err(Problem::new(Code::UnsupportedMediaType).with_detail(
                format!("文件“{name}”的内容不是可接受的类型。"),
                format!("The content of \"{name}\" is of no type accepted here."),
            ));
        };
        let mut writer = self.receiver.store.writer(self.key);
        let head: Bytes = std::mem::take(&mut self.head).freeze();
        let begun = writer.put(head).await;
        self.rest = Some((writer, media_type));
        begun.map_err(unstored)
    }

    fn too_large(&self) -> Problem {
        let (name, most) = (self.name, self.receiver.options.max_bytes);
        Problem::new(Code::PayloadTooLarge).with_detail(
            format!("文件“{name}”超过 {most} 字节。"),
            format!("The file \"{name}\" has more than {most} bytes."),
        )
    }
}

fn file_name(field: &Field) -> Option<String> {
    let disposition = field.content_disposition()?;
    let extended = disposition
        .get_filename_ext()
        .map(|name| String::from_utf8_lossy(&name.value).into_owned());
    extended
        .or_else(|| disposition.get_filename().map(str::to_owned))
        .map(|name| sanitise(&name))
}

fn unreadable(error: MultipartError) -> Problem {
    match error {
        MultipartError::ContentTypeMissing
        | MultipartError::ContentTypeParse
        | MultipartError::ContentTypeIncompatible => Problem::new(Code::UnsupportedMediaType).with_detail(
            "请以 multipart/form-data 上传文件。",
            "Upload files as multipart/form-data.",
        ),
        MultipartError::Payload(PayloadError::Overflow) => Problem::new(Code::PayloadTooLarge),
        _ => Problem::new(Code::MalformedRequest),
    }
}

fn unstored(error: StoreError) -> Problem {
    Problem::unavailable(error)
}
