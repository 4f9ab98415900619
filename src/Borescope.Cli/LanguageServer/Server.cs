using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using Borescope.Script.Semantics.Model;

namespace Borescope.Cli.LanguageServer;

/// <summary>A language server for scripts: answers an editor's messages one after the other.</summary>
internal sealed class Server
{
    private const int ParseError = -32700;
    private const int InvalidRequest = -32600;
    private const int MethodNotFound = -32601;
    private const int InvalidParams = -32602;
    private const int NotInitialized = -32002;

    private readonly MessageStream _messages;
    private readonly Dictionary<string, Request> _requests;
    private readonly Dictionary<string, Action<JsonElement>> _notifications;
    private readonly DocumentRequests _documents;
    private bool _isInitialized;
    private bool _isShutDown;
    private int? _exitCode;

    internal Server(MessageStream messages, IKernelModel model)
    {
        _messages = messages;
        _documents = new DocumentRequests(messages, model);
        _requests = new Dictionary<string, Request>
        {
            ["initialize"] = Initialize,
            ["shutdown"] = ShutDown,
            ["textDocument/hover"] = _documents.Hover,
            ["textDocument/completion"] = _documents.Complete,
            ["textDocument/definition"] = _documents.Define,
            ["textDocument/formatting"] = _documents.Format,
        };
        _notifications = new Dictionary<string, Action<JsonElement>>
        {
            ["exit"] = _ => _exitCode = _isShutDown ? 0 : 1,
            ["textDocument/didOpen"] = _documents.Open,
            ["textDocument/didChange"] = _documents.Change,
            ["textDocument/didClose"] = _documents.Close,
        };
    }

    /// <summary>Answers a request: writes the member <c>result</c>.</summary>
    private delegate void Request(JsonElement parameters, Utf8JsonWriter writer);

    /// <summary>Answers messages until the editor says exit or closes the input.</summary>
    /// <returns>The exit code: 0 when it was shut down first.</returns>
    internal int Run()
    {
        while (_exitCode is null)
        {
            JsonDocument? message;
            try
            {
                message = _messages.Read();
            }
            catch (JsonException error)
            {
                Fail(default, ParseError, error.Message);
                continue;
            }
            catch (InvalidDataException error)
            {
                Console.Error.WriteLine($"borescope lsp: {error.Message}; editors start this command, it is not for a terminal.");
                return 1;
            }
            if (message is null)
            {
                return _isShutDown ? 0 : 1;
            }
            using (message)
            {
                Handle(message.RootElement);
            }
        }
        return _exitCode.Value;
    }

    private void Handle(JsonElement message)
    {
        JsonElement id = default, parameters = default;
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("method"u8, out JsonElement name) || name.ValueKind != JsonValueKind.String)
        {
            // An answer to something we asked would have no method; we ask nothing.
            Fail(default, InvalidRequest, "a message without method came");
            return;
        }
        bool isRequest = message.TryGetProperty("id"u8, out id);
        _ = message.TryGetProperty("params"u8, out parameters);
        string method = name.GetString()!;
        try
        {
            if (!isRequest)
            {
                if (_notifications.TryGetValue(method, out Action<JsonElement>? notification) && (_isInitialized || method == "exit"))
                {
                    notification(parameters);
                }
                return;
            }
            if (!_requests.TryGetValue(method, out Request? request))
            {
                Fail(id, MethodNotFound, $"this server does not know '{method}'");
            }
            else if (_isShutDown)
            {
                Fail(id, InvalidRequest, "the server was shut down");
            }
            else if (!_isInitialized && method != "initialize")
            {
                Fail(id, NotInitialized, "the server is not initialized");
            }
            else
            {
                Answer(id, parameters, request);
            }
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Members that are missing or of another type.
            if (isRequest)
            {
                Fail(id, InvalidParams, $"'{method}': {error.Message}");
            }
        }
    }

    private void Answer(JsonElement id, JsonElement parameters, Request request) => _messages.Write(writer =>
    {
        writer.WritePropertyName("id"u8);
        id.WriteTo(writer);
        request(parameters, writer);
    });

    private void Fail(JsonElement id, int code, string text) => _messages.Write(writer =>
    {
        writer.WritePropertyName("id"u8);
        if (id.ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteNullValue();
        }
        else
        {
            id.WriteTo(writer);
        }
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, code);
        writer.WriteString("message"u8, text);
        writer.WriteEndObject();
    });

    private void Initialize(JsonElement parameters, Utf8JsonWriter writer)
    {
        _isInitialized = true;
        writer.WriteStartObject("result"u8);
        writer.WriteStartObject("capabilities"u8);
        writer.WriteString("positionEncoding"u8, "utf-16"u8);
        const int WholeText = 1;
        writer.WriteStartObject("textDocumentSync"u8);
        writer.WriteBoolean("openClose"u8, true);
        writer.WriteNumber("change"u8, WholeText);
        writer.WriteEndObject();
        writer.WriteBoolean("hoverProvider"u8, true);
        writer.WriteBoolean("definitionProvider"u8, true);
        writer.WriteBoolean("documentFormattingProvider"u8, true);
        writer.WriteStartObject("completionProvider"u8);
        writer.WriteStartArray("triggerCharacters"u8);
        foreach (string trigger in (string[])[".", ">", ":", "$", "@"])
        {
            writer.WriteStringValue(trigger);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("serverInfo"u8);
        writer.WriteString("name"u8, "borescope"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void ShutDown(JsonElement parameters, Utf8JsonWriter writer)
    {
        _isShutDown = true;
        writer.WriteNull("result"u8);
    }
}
