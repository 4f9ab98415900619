using System.Collections.Generic;
using System.Globalization;

namespace Borescope.Symbols.Demangling;

internal sealed partial class CppParser
{
    // I argument… E; those of the function that is named are what T_ refers to.
    private List<CppPiece> ArgumentList(bool isSignature)
    {
        var result = new List<CppPiece>();
        if (!Enter())
            return result;
        Expect('I');
        while (!_failed && !Accept('E'))
        {
            if (Current == 'Q')
                return Fail(result);
            result.Add(TemplateArgument());
        }

        _depth--;
        if (isSignature)
            _arguments = result;
        return result;
    }

    private CppPiece TemplateArgument()
    {
        if (!Enter())
            return CppPiece.Empty;

        // Clang names the kind of a constrained parameter in front of its argument.
        if (Accept("Tn"))
            Type();
        else
            Accept("Ty");
        CppPiece result;
        if (Accept('X'))
        {
            result = Expression();
            Expect('E');
        }
        else if (Current == 'L')
        {
            result = Literal();
        }
        else if (Accept('J'))
        {
            var elements = new List<CppPiece>();
            while (!_failed && !Accept('E'))
                elements.Add(TemplateArgument());
            result = new CppPiece(elements.ToArray(), isExpanded: true);
        }
        else
        {
            result = Type();
        }

        _depth--;
        return result;
    }

    // T_, T0_ …; inside of a pack expansion the whole pack, not yet expanded.
    private CppPiece TemplateParameter()
    {
        Expect('T');
        var index = Current == '_' ? 0 : Decimal() + 1;
        Expect('_');
        return _failed ? CppPiece.Empty : Parameter(index);
    }

    private CppPiece Parameter(int index)
    {
        if (_lambdaDepth > 0)
            return new CppPiece("auto:" + (index + 1).ToString(CultureInfo.InvariantCulture)) { Parameter = index + 1 };
        var arguments = _arguments;
        if (index >= arguments.Count && _forwardArguments is not null)
            arguments = _forwardArguments;
        if (index >= arguments.Count)
        {
            if (_forwardArguments is not null)
                return Fail(CppPiece.Empty);
            NeedsSecondPass = true;
            return new CppPiece("auto") { Parameter = index + 1 };
        }

        var argument = arguments[index];
        return Limit(argument.Elements is null
            ? new CppPiece(argument.Left, argument.Right, argument.Shape) { BaseName = argument.BaseName, LongForm = argument.LongForm, Parameter = index + 1 }
            : new CppPiece(argument.Elements, isExpanded: false) { Parameter = index + 1 });
    }
}
