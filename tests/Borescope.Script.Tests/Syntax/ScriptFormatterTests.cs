using System.IO;
using System.Runtime.CompilerServices;
using Borescope.Script.Diagnostics;
using Borescope.Script.Syntax;

namespace Borescope.Script.Tests.Syntax;

public sealed class ScriptFormatterTests
{
    public static TheoryData<string> Scripts
    {
        get
        {
            var scripts = new TheoryData<string>();
            foreach (string folder in (string[])["Syntax/cases", "Semantics/cases"])
            {
                foreach (string file in Directory.GetFiles(Path.Combine(Here(), "..", folder), "*.txt"))
                    scripts.Add($"{folder}/{Path.GetFileNameWithoutExtension(file)}");
            }

            return scripts;
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Formatting_changes_no_token_and_is_stable(string name)
    {
        int slash = name.LastIndexOf('/');
        string script = ScriptCase.Read(name[..slash], name[(slash + 1)..]).Script;
        if (TreeOf(script) is not { } before)
            return; // A case about a syntax error.
        string once = ScriptFormatter.Format(before);
        SyntaxTree? after = TreeOf(once);
        Assert.NotNull(after);
        Assert.Equal(SyntaxText.Of(before), SyntaxText.Of(after));
        Assert.Equal(once, ScriptFormatter.Format(after));
    }

    [Fact]
    public void The_standard_form()
    {
        const string Script = """
            #!/usr/bin/env borescope
            // what it is for
            config={max_strlen=64;}
            let @seen=hash(100);
            kprobe:vfs_read,kprobe:vfs_write/pid==cpid&&comm!="x"/{@[comm,arg2]=count();  // how often
            if(arg2>(uint64)4096){printf("%d\n",-1);}else if(!$1){@a++;--@b;}else{return;}
              /* between */
            $x=(struct task_struct*)curtask;$y=$x->pid*2+1;

            for($i:0..10){print($i);}for($kv : @){print($kv.0);}
            let $z:uint64=5;$t=$z>1?"a":"b";unroll(3){@c[1,2]--;}}
            end{}
            """;
        const string Expected = """
            #!/usr/bin/env borescope
            // what it is for
            config = {
            	max_strlen = 64;
            }

            let @seen=hash(100);

            kprobe:vfs_read,
            kprobe:vfs_write
            /pid == cpid && comm != "x"/
            {
            	@[comm, arg2] = count(); // how often
            	if (arg2 > (uint64)4096) {
            		printf("%d\n", -1);
            	} else if (!$1) {
            		@a++;
            		--@b;
            	} else {
            		return;
            	}
            	/* between */
            	$x = (struct task_struct *)curtask;
            	$y = $x->pid * 2 + 1;

            	for ($i : 0..10) {
            		print($i);
            	}
            	for ($kv : @) {
            		print($kv.0);
            	}
            	let $z: uint64 = 5;
            	$t = $z > 1 ? "a" : "b";
            	unroll (3) {
            		@c[1, 2]--;
            	}
            }

            end
            { }

            """;
        Assert.Equal(Expected, ScriptFormatter.Format(TreeOf(Script)!));
    }

    private static SyntaxTree? TreeOf(string script)
    {
        var diagnostics = new DiagnosticBag();
        SyntaxTree tree = Parser.Parse(new ScriptSource("stdin", script), diagnostics);
        return diagnostics.HasErrors ? null : tree;
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
