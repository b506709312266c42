import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.mustangproject.validator.ESeverity;
import org.mustangproject.validator.ZUGFeRDValidator;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/**
 * Holds PDF documents against a part of PDF/A or PDF/UA, by veraPDF, or against Factur-X, by Mustang.
 *
 * Reads lines of "rules, tab, file", where the rules are "factur-x", "factur-x unreckoned", or a flavour of veraPDF. Answers with a line for each
 * error, "rule, tab, place, tab, message", and an empty line at the end.
 */
public class PdfRules {
  private static PrintStream out;

  public static void main(String[] args) throws Exception {
    out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    VeraGreenfieldFoundryProvider.initialise();
    for (String line; (line = in.readLine()) != null; ) {
      var asked = line.split("\t");
      if (asked[0].startsWith("factur-x")) askMustang(asked[0].equals("factur-x"), asked[1]);
      else askVera(PDFAFlavour.byFlavourId(asked[0]), asked[1]);
      out.println();
    }
  }

  private static void askVera(PDFAFlavour flavour, String file) throws Exception {
    try (var parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
        var validator = Foundries.defaultInstance().createValidator(flavour, false)) {
      var result = validator.validate(parser);
      for (var assertion : result.getTestAssertions()) {
        var rule = assertion.getRuleId();
        report(rule.getClause() + "-" + rule.getTestNumber(), assertion.getLocation().getContext(), assertion.getMessage());
      }
      if (!result.isCompliant() && result.getTestAssertions().isEmpty()) report("not compliant", "", result.toString());
    }
  }

  private static void askMustang(boolean reckonsUp, String file) {
    var validator = new ZUGFeRDValidator();
    if (!reckonsUp) validator.disableArithmeticCheck();
    validator.validate(file);
    for (var found : validator.getContext().getResults()) {
      if (found.getSeverity() == ESeverity.notice || found.getSeverity() == ESeverity.warning) continue;
      report(found.getID().isEmpty() ? String.valueOf(found.getSection()) : found.getID(), found.getLocation(), found.getMessage());
    }
    if (!validator.wasCompletelyValid()) report("not valid", "", "Mustang calls the document invalid");
  }

  private static void report(String rule, String place, String message) {
    out.println(cell(rule) + "\t" + cell(place) + "\t" + cell(message));
  }

  private static String cell(String text) {
    return text == null ? "" : text.replaceAll("\\s+", " ").strip();
  }
}
