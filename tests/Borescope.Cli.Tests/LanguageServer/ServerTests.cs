using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using Borescope.Cli.LanguageServer;
using Borescope.Script.Semantics.Kernel;

namespace Borescope.Cli.Tests.LanguageServer;

/// <summary>A scripted client: messages in, messages out.</summary>
public sealed class ServerTests
{
    private const string Initialize = """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"capabilities":{}}}""";
    private const string ShutDown = """{"jsonrpc":"2.0","id":99,"method":"shutdown"}""";
    private const string Exit = """{"jsonrpc":"2.0","method":"exit"}""";

    [Fact]
    public void A_session_from_open_to_exit()
    {
        (int code, List<JsonElement> answers) = Talk(
            Initialize,
            """{"jsonrpc":"2.0","method":"initialized","params":{}}""",
            Open("file:///tmp/x.bt", "begin\n{\n\t$é = 1;\n}\n"),
            Change("file:///tmp/x.bt", 2, "macro two() { 2 }\nbegin { printf(\"ü %d\\n\", two()); prin }\n"),
            Ask(1, "hover", "file:///tmp/x.bt", 1, 10),
            Ask(2, "completion", "file:///tmp/x.bt", 1, 37),
            Ask(3, "definition", "file:///tmp/x.bt", 1, 26),
            Change("file:///tmp/x.bt", 3, "begin{print(1);}"),
            """{"jsonrpc":"2.0","id":4,"method":"textDocument/formatting","params":{"textDocument":{"uri":"file:///tmp/x.bt"},"options":{}}}""",
            """{"jsonrpc":"2.0","method":"textDocument/didClose","params":{"textDocument":{"uri":"file:///tmp/x.bt"}}}""",
            ShutDown,
            Exit);
        Assert.Equal(0, code);
        Assert.True(Result(answers, 0).GetProperty("capabilities").GetProperty("hoverProvider").GetBoolean());

        List<JsonElement> published = answers.FindAll(a => a.TryGetProperty("method", out JsonElement m) && m.GetString() == "textDocument/publishDiagnostics");
        Assert.Equal(4, published.Count);
        JsonElement wrongLetter = published[0].GetProperty("params").GetProperty("diagnostics")[0];
        Assert.Equal(1, wrongLetter.GetProperty("severity").GetInt32());
        Assert.Equal(2, wrongLetter.GetProperty("range").GetProperty("start").GetProperty("line").GetInt32());
        Assert.Equal(2, published[1].GetProperty("params").GetProperty("version").GetInt32());
        Assert.Equal(0, published[2].GetProperty("params").GetProperty("diagnostics").GetArrayLength());
        Assert.Equal(0, published[3].GetProperty("params").GetProperty("diagnostics").GetArrayLength());

        Assert.Contains("printf(format", Result(answers, 1).GetProperty("contents").GetProperty("value").GetString(), StringComparison.Ordinal);
        List<string?> labels = [];
        foreach (JsonElement item in Result(answers, 2).GetProperty("items").EnumerateArray())
        {
            labels.Add(item.GetProperty("label").GetString());
            Assert.Equal(33, item.GetProperty("textEdit").GetProperty("range").GetProperty("start").GetProperty("character").GetInt32());
        }
        Assert.Equal(["printf", "print"], labels);
        Assert.Equal(6, Result(answers, 3).GetProperty("range").GetProperty("start").GetProperty("character").GetInt32());
        Assert.Equal("begin\n{\n\tprint(1);\n}\n", Result(answers, 4)[0].GetProperty("newText").GetString());
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"textDocument/rename","params":{}}""", -32601)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///none"},"position":{"line":0,"character":0}}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":[1]}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", -32600)]
    [InlineData("""[]""", -32600)]
    [InlineData("""{"id":1,""", -32700)]
    public void Bad_messages_are_answered_and_the_next_one_is_understood(string message, int error)
    {
        (int code, List<JsonElement> answers) = Talk(Initialize, message, ShutDown, Exit);
        Assert.Equal(0, code);
        Assert.Equal(3, answers.Count);
        Assert.Equal(error, answers[1].GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public void Nothing_is_answered_before_initialize_and_after_shutdown()
    {
        (int code, List<JsonElement> answers) = Talk(Ask(1, "hover", "file:///x", 0, 0), Initialize, ShutDown, Ask(2, "hover", "file:///x", 0, 0), Exit);
        Assert.Equal(0, code);
        Assert.Equal(-32002, answers[0].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(-32600, answers[3].GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public void An_editor_that_goes_away_without_shutdown_ends_the_server_with_1() => Assert.Equal(1, Talk(Initialize).Code);

    [Theory]
    [InlineData("no protocol at all\r\n\r\n")]
    [InlineData("Content-Length: many\r\n\r\n")]
    [InlineData("Content-Length: 99999999999\r\n\r\n")]
    [InlineData("Content-Length: 17000000\r\n\r\n")]
    public void What_is_not_the_protocol_ends_the_server(string input)
    {
        using MemoryStream output = new();
        Assert.Equal(1, Run(Encoding.UTF8.GetBytes(input), output));
    }

    private static (int Code, List<JsonElement> Answers) Talk(params string[] messages)
    {
        using MemoryStream input = new(), output = new();
        foreach (string message in messages)
        {
            byte[] body = Encoding.UTF8.GetBytes(message);
            input.Write(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n"));
            input.Write(body);
        }
        int code = Run(input.ToArray(), output);
        MessageStream reader = new(new MemoryStream(output.ToArray()), Stream.Null);
        List<JsonElement> answers = [];
        while (reader.Read() is { } answer)
        {
            answers.Add(answer.RootElement);
        }
        return (code, answers);
    }

    private static int Run(byte[] input, MemoryStream output)
    {
        using RunningKernel kernel = new();
        return new Server(new MessageStream(new MemoryStream(input), output), new RunningKernelModel(kernel)).Run();
    }

    private static JsonElement Result(List<JsonElement> answers, int id) =>
        answers.Find(a => a.TryGetProperty("id", out JsonElement number) && number.GetInt32() == id).GetProperty("result");

    private static string Open(string uri, string text) =>
        Message("textDocument/didOpen", $"{{\"textDocument\":{{\"uri\":\"{uri}\",\"languageId\":\"bpftrace\",\"version\":1,\"text\":{JsonSerializer.Serialize(text)}}}}}");

    private static string Change(string uri, int version, string text) =>
        Message("textDocument/didChange", $"{{\"textDocument\":{{\"uri\":\"{uri}\",\"version\":{version}}},\"contentChanges\":[{{\"text\":{JsonSerializer.Serialize(text)}}}]}}");

    private static string Ask(int id, string what, string uri, int line, int character) =>
        Message("textDocument/" + what, $"{{\"textDocument\":{{\"uri\":\"{uri}\"}},\"position\":{{\"line\":{line},\"character\":{character}}}}}", id);

    private static string Message(string method, string parameters, int? id = null) =>
        "{\"jsonrpc\":\"2.0\"," + (id is null ? "" : $"\"id\":{id},") + $"\"method\":\"{method}\",\"params\":{parameters}" + "}";
}
