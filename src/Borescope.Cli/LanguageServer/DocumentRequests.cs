using System;
using System.Collections.Generic;
using System.Text.Json;
using Borescope.Script.Diagnostics;
using Borescope.Script.Editing;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Syntax;

namespace Borescope.Cli.LanguageServer;

/// <summary>What an editor tells and asks about documents.</summary>
/// <param name="messages">Where diagnostics are sent.</param>
/// <param name="model">The machine that scripts are for.</param>
internal sealed class DocumentRequests(MessageStream messages, IKernelModel model)
{
    private readonly Dictionary<string, OpenDocument> _documents = new(StringComparer.Ordinal);

    internal void Open(JsonElement parameters)
    {
        JsonElement document = parameters.GetProperty("textDocument"u8);
        Keep(document, document.GetProperty("text"u8).GetString() ?? "");
    }

    internal void Change(JsonElement parameters)
    {
        // The whole text comes with every change; of several the last one holds.
        JsonElement changes = parameters.GetProperty("contentChanges"u8);
        if (changes.GetArrayLength() > 0)
        {
            Keep(parameters.GetProperty("textDocument"u8), changes[changes.GetArrayLength() - 1].GetProperty("text"u8).GetString() ?? "");
        }
    }

    internal void Close(JsonElement parameters)
    {
        string uri = UriOf(parameters);
        if (_documents.Remove(uri))
        {
            Publish(uri, null, []);
        }
    }

    internal void Hover(JsonElement parameters, Utf8JsonWriter writer)
    {
        OpenDocument document = Find(parameters);
        if (Hovers.At(document.Text, document.Path, document.Offset(parameters.GetProperty("position"u8)), model) is not { } hover)
        {
            writer.WriteNull("result"u8);
            return;
        }
        writer.WriteStartObject("result"u8);
        writer.WriteStartObject("contents"u8);
        writer.WriteString("kind"u8, "markdown"u8);
        writer.WriteString("value"u8, $"```bpftrace\n{hover.Code}\n```" + (hover.Text.Length > 0 ? "\n" + hover.Text : ""));
        writer.WriteEndObject();
        document.WriteRange(writer, "range"u8, hover.Span);
        writer.WriteEndObject();
    }

    internal void Complete(JsonElement parameters, Utf8JsonWriter writer)
    {
        OpenDocument document = Find(parameters);
        IReadOnlyList<Completion> items = Completions.At(document.Text, document.Path, document.Offset(parameters.GetProperty("position"u8)), model, out bool isComplete);
        writer.WriteStartObject("result"u8);
        writer.WriteBoolean("isIncomplete"u8, !isComplete);
        writer.WriteStartArray("items"u8);
        foreach (Completion item in items)
        {
            writer.WriteStartObject();
            writer.WriteString("label"u8, item.Label);
            writer.WriteNumber("kind"u8, (int)item.Kind);
            if (item.Detail.Length > 0)
            {
                writer.WriteString("detail"u8, item.Detail);
            }
            if (item.Documentation.Length > 0)
            {
                writer.WriteString("documentation"u8, item.Documentation);
            }
            writer.WriteStartObject("textEdit"u8);
            document.WriteRange(writer, "range"u8, item.Replaced);
            writer.WriteString("newText"u8, item.Text);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    internal void Define(JsonElement parameters, Utf8JsonWriter writer)
    {
        OpenDocument document = Find(parameters);
        if (Declarations.At(document.Text, document.Path, document.Offset(parameters.GetProperty("position"u8)), model) is not { } place)
        {
            writer.WriteNull("result"u8);
            return;
        }

        // An imported file is named by its path, the document itself by its name.
        writer.WriteStartObject("result"u8);
        writer.WriteString("uri"u8, place.Source.Name.StartsWith('/') ? new Uri(place.Source.Name).AbsoluteUri : document.Uri);
        OpenDocument.WriteRange(writer, "range"u8, place.Source, place.Span);
        writer.WriteEndObject();
    }

    internal void Format(JsonElement parameters, Utf8JsonWriter writer)
    {
        OpenDocument document = Find(parameters);
        ScriptSource source = new("stdin", document.Text);
        DiagnosticBag diagnostics = new();
        SyntaxTree tree = Parser.Parse(source, diagnostics);
        writer.WriteStartArray("result"u8);
        if (!diagnostics.HasErrors)
        {
            writer.WriteStartObject();
            document.WriteRange(writer, "range"u8, new TextSpan(0, document.Text.Length));
            writer.WriteString("newText"u8, ScriptFormatter.Format(tree));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static string UriOf(JsonElement parameters) => parameters.GetProperty("textDocument"u8).GetProperty("uri"u8).GetString() ?? "";

    private OpenDocument Find(JsonElement parameters) =>
        _documents.TryGetValue(UriOf(parameters), out OpenDocument? document) ? document : throw new KeyNotFoundException($"'{UriOf(parameters)}' is not open");

    private void Keep(JsonElement identity, string text)
    {
        int version = identity.TryGetProperty("version"u8, out JsonElement number) && number.ValueKind == JsonValueKind.Number ? number.GetInt32() : 0;
        OpenDocument document = new(identity.GetProperty("uri"u8).GetString() ?? "", text, version);
        _documents[document.Uri] = document;
        Publish(document.Uri, document, ScriptInspection.Of(text, document.Path, model).Diagnostics.Items);
    }

    private void Publish(string uri, OpenDocument? document, IReadOnlyList<Diagnostic> diagnostics) => messages.Write(writer =>
    {
        writer.WriteString("method"u8, "textDocument/publishDiagnostics"u8);
        writer.WriteStartObject("params"u8);
        writer.WriteString("uri"u8, uri);
        if (document is not null)
        {
            writer.WriteNumber("version"u8, document.Version);
        }
        writer.WriteStartArray("diagnostics"u8);
        foreach (Diagnostic diagnostic in diagnostics)
        {
            // Messages about imported files belong to those.
            if (diagnostic.Source.PartAt(diagnostic.Span.Start).Start > 0 || document is null)
            {
                continue;
            }
            const int Error = 1, Warning = 2;
            writer.WriteStartObject();
            document.WriteRange(writer, "range"u8, diagnostic.Span);
            writer.WriteNumber("severity"u8, diagnostic.Severity == DiagnosticSeverity.Error ? Error : Warning);
            writer.WriteString("source"u8, "borescope"u8);
            writer.WriteString("message"u8, diagnostic.Hints.Count == 0 ? diagnostic.Message : diagnostic.Message + "\n" + string.Join('\n', diagnostic.Hints));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
